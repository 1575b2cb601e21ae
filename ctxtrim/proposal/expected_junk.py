"""Which rules stand in a new file although nothing that they keep out is there yet?

What a checkout of this kind will soon hold on a developer's machine; each is a pattern of the catalogue, and
counts where the record's own markers are present.
"""

from __future__ import annotations

EXPECTED_JUNK = frozenset(
    """
    .git **/.DS_Store **/.idea **/*.sw[nop] **/*.log
    **/.env **/.env.local **/.env.*.local **/*.pem **/*.key
    **/.claude/worktrees **/.claude/*.local.*
    **/__pycache__ **/*.py[co] **/.venv **/venv **/.*_cache **/.tox **/.nox **/.coverage **/htmlcov
    **/.ipynb_checkpoints
    **/node_modules **/npm-debug.log* **/yarn-error.log* **/.pnpm-store **/.turbo **/.nyc_output
    **/.eslintcache **/*.tsbuildinfo **/.parcel-cache
    **/.gradle **/.kotlin **/.terraform **/.vs **/obj **/TestResults **/.stack-work **/dist-newstyle
    **/.dart_tool **/.build **/zig-cache **/.zig-cache _build **/.elixir_ls .bundle
    """.split()
)
