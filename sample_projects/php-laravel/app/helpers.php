<?php
function greeting(): string { return 'Welcome'; }
