<?php
namespace App\Models;

final class Entry { public string $text = ''; }
