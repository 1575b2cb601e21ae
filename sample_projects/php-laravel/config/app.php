<?php
return ['name' => env('APP_NAME', 'Guestbook'), 'key' => env('APP_KEY')];
