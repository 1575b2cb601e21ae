<?php
return new stdClass();
