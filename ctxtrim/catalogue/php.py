"""What does PHP leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import CACHES, LOGS, SECRETS, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(
    JunkRecord,
    ecosystem="php",
    markers=("composer.json", "composer.lock", "artisan", "wp-config.php", "*.php"),
)

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="php-composer-auth",
        pattern="auth.json",
        tier="unsafe",
        why="keys to private packages",
        kind=SECRETS,
        untracked=True,
        hits=("auth.json",),
        misses=("src/auth.json",),
    ),
    _record(
        name="php-cs-fixer-cache",
        pattern="**/.php-cs-fixer.cache",
        tier="safe",
        why="what a formatter remembers",
        kind=CACHES,
        hits=(".php-cs-fixer.cache",),
        misses=(".php-cs-fixer.dist.php",),
    ),
    _record(
        name="php-ide-helper",
        pattern="**/_ide_helper*.php",
        tier="safe",
        why="hints for an editor",
        kind=SETTINGS,
        hits=("_ide_helper.php", "_ide_helper_models.php"),
        misses=("app/ide_helper.php",),
    ),
    _record(
        name="php-laravel-cache",
        pattern="bootstrap/cache/*.php",
        tier="unsafe",
        why="settings cached on this machine",
        kind=CACHES,
        untracked=True,
        hits=("bootstrap/cache/config.php",),
        misses=("bootstrap/app.php", "bootstrap/cache/.gitignore"),
    ),
    _record(
        name="php-laravel-logs",
        pattern="storage/logs/*",
        tier="unsafe",
        why="logs of this machine",
        kind=LOGS,
        keeps=("storage/logs/.gitignore", "storage/logs/.gitkeep"),
        untracked=True,
        hits=("storage/logs/laravel.log",),
        misses=("storage/app/a",),
    ),
    _record(
        name="php-phpstan-cache",
        pattern="**/.phpstan",
        tier="safe",
        why="what an analyser remembers",
        kind=CACHES,
        hits=(".phpstan/a",),
        misses=("phpstan.neon",),
    ),
    _record(
        name="php-phpunit-cache",
        pattern="**/.phpunit.cache",
        tier="safe",
        why="what a test runner remembers",
        kind=CACHES,
        hits=(".phpunit.cache/test-results",),
        misses=("phpunit.xml",),
    ),
    _record(
        name="php-phpunit-result",
        pattern="**/.phpunit.result.cache",
        tier="safe",
        why="what a test runner remembers",
        kind=CACHES,
        hits=(".phpunit.result.cache",),
        misses=("phpunit.xml",),
    ),
    _record(
        name="php-psalm-cache",
        pattern="**/.psalm/cache",
        tier="safe",
        why="what an analyser remembers",
        kind=CACHES,
        hits=(".psalm/cache/a",),
        misses=("psalm.xml",),
    ),
    _record(
        name="php-symfony-cache",
        pattern="var/cache",
        tier="unsafe",
        why="what Symfony compiled on this machine",
        kind=CACHES,
        untracked=True,
        hits=("var/cache/dev/a.php",),
        misses=("src/var/cache/a.php",),
    ),
    _record(
        name="php-symfony-logs",
        pattern="var/log",
        tier="unsafe",
        why="logs of this machine",
        kind=LOGS,
        untracked=True,
        hits=("var/log/dev.log",),
        misses=("src/var/log/a.php",),
    ),
)
