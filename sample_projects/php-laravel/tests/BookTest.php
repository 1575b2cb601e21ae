<?php
final class BookTest {}
