"""Which files deploy to a cluster without going into an image?"""

from __future__ import annotations

from functools import partial

from ctxtrim.catalogue.kinds import ARCHIVES, SECRETS, SETTINGS
from ctxtrim.model.record import JunkRecord

_record = partial(JunkRecord, ecosystem="kubernetes and helm")

RECORDS: tuple[JunkRecord, ...] = (
    _record(
        name="kubernetes-chart-releases",
        pattern="helm-releases",
        tier="unsafe",
        why="packed charts",
        kind=ARCHIVES,
        hits=("helm-releases/app-1.0.tgz",),
        misses=("src/helm-releases/a.go",),
    ),
    _record(
        name="kubernetes-charts",
        pattern="charts",
        tier="unsafe",
        why="deploys the image; the build does not read it",
        kind=SETTINGS,
        proof=("*/Chart.yaml", "Chart.yaml"),
        hits=("charts/app/Chart.yaml",),
        misses=("src/charts/pie.ts", "charts.py"),
    ),
    _record(
        name="kubernetes-helm",
        pattern="helm",
        tier="unsafe",
        why="deploys the image; the build does not read it",
        kind=SETTINGS,
        hits=("helm/Chart.yaml",),
        misses=("src/helm/a.go",),
    ),
    _record(
        name="kubernetes-helm-downloads",
        pattern="**/charts/*.tgz",
        tier="safe",
        why="charts that Helm downloaded",
        kind=ARCHIVES,
        hits=("deploy/app/charts/redis-1.0.tgz", "charts/a.tgz"),
        misses=("charts/app/Chart.yaml",),
    ),
    _record(
        name="kubernetes-k8s",
        pattern="k8s",
        tier="unsafe",
        why="deploys the image; the build does not read it",
        kind=SETTINGS,
        hits=("k8s/deployment.yaml",),
        misses=("src/k8s/a.go",),
    ),
    _record(
        name="kubernetes-kubeconfig",
        pattern="**/kubeconfig",
        tier="safe",
        why="the key to a cluster",
        kind=SECRETS,
        hits=("kubeconfig", "deploy/kubeconfig"),
        misses=("src/kubeconfig.go",),
    ),
    _record(
        name="kubernetes-kustomize",
        pattern="kustomize",
        tier="unsafe",
        why="deploys the image; the build does not read it",
        kind=SETTINGS,
        hits=("kustomize/base/a.yaml",),
        misses=("src/kustomize/a.go",),
    ),
    _record(
        name="kubernetes-long",
        pattern="kubernetes",
        tier="unsafe",
        why="deploys the image; the build does not read it",
        kind=SETTINGS,
        hits=("kubernetes/deployment.yaml",),
        misses=("src/kubernetes/a.go",),
    ),
    _record(
        name="kubernetes-manifests",
        pattern="manifests",
        tier="unsafe",
        why="deploys the image; the build does not read it",
        kind=SETTINGS,
        proof=("kustomization.y*ml", "*deployment*.y*ml", "*service*.y*ml"),
        hits=("manifests/app.yaml",),
        misses=("src/manifests/a.go",),
    ),
)
