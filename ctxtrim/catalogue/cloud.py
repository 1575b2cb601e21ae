"""What do cloud and deployment tools leave in a context?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import BUILD_OUTPUT, CACHES
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="cloud")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="cloud-aws-sam",
        pattern="**/.aws-sam",
        tier="safe",
        why="what AWS SAM built",
        kind=BUILD_OUTPUT,
        hits=(".aws-sam/build/a.zip",),
        misses=("template.yaml",),
    ),
    _record(
        name="cloud-cdk",
        pattern="**/cdk.out",
        tier="safe",
        why="what the AWS CDK synthesised",
        kind=BUILD_OUTPUT,
        hits=("cdk.out/tree.json", "infra/cdk.out/a"),
        misses=("cdk.json",),
    ),
    _record(
        name="cloud-firebase-cache",
        pattern="**/.firebase",
        tier="safe",
        why="what Firebase uploaded",
        kind=CACHES,
        hits=(".firebase/hosting.a.cache",),
        misses=("firebase.json",),
    ),
    _record(
        name="cloud-netlify",
        pattern="**/.netlify",
        tier="safe",
        why="state of the Netlify tool",
        kind=CACHES,
        hits=(".netlify/state.json",),
        misses=("netlify.toml",),
    ),
    _record(
        name="cloud-serverless",
        pattern="**/.serverless",
        tier="safe",
        why="what the Serverless Framework packed",
        kind=BUILD_OUTPUT,
        hits=(".serverless/a.zip",),
        misses=("serverless.yml",),
    ),
    _record(
        name="cloud-sst",
        pattern="**/.sst",
        tier="safe",
        why="state of SST",
        kind=CACHES,
        hits=(".sst/stage",),
        misses=("sst.config.ts",),
    ),
    _record(
        name="cloud-vercel",
        pattern="**/.vercel",
        tier="safe",
        why="state and output of the Vercel tool",
        kind=CACHES,
        hits=(".vercel/project.json",),
        misses=("vercel.json",),
    ),
    _record(
        name="cloud-wrangler",
        pattern="**/.wrangler",
        tier="safe",
        why="local state of Cloudflare Workers",
        kind=CACHES,
        hits=(".wrangler/state/a",),
        misses=("wrangler.toml",),
    ),
)
