"""Secrets are found by name and by content, samples are not, and no value of a secret is ever shown.

Names and forms: gitleaks (config/gitleaks.toml), detect-secrets (plugins), shhgit and gitrob (file names),
leaky-repo, github/gitignore, and the tools' manuals. The values are made up, and put together here so that
scanners of this repository stay calm.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctxtrim.catalogue import secret_files
from ctxtrim.catalogue.secret_files import MOST_OPENED, Candidate, find_secrets, signatures
from ctxtrim.cli import main

V = "Zq7" + "Lm3Xw9Tb5Rk1Vn8Hd4Yc6Jf2Pg0Sa" * 3
"""A value that stands for a secret."""
HEX = "0a1b2c3d4e5f" * 6
PEM = f"-----BEGIN RSA PRIVATE {'KEY'}-----\n{V}\n"

PLANTED = {
    ".env": f"DB={V}",
    ".env.production": f"KEY={V}",
    "prod.env": f"API_TOKEN={V}",
    ".envrc": f"export A={V}",
    ".dev.vars": f"A={V}",
    ".npmrc": f"//packages.example.com/:_authToken={V}",
    ".pypirc": f"[pypi]\npassword = {V}",
    ".netrc": f"machine h login u password {V}",
    ".pgpass": f"h:5432:d:u:{V}",
    ".htpasswd": f"u:$apr1$x${V}",
    ".git-credentials": f"https://u:{V}@h",
    ".vault-token": V,
    ".terraformrc": f'token = "{V}"',
    ".s3cfg": f"secret_key = {V}",
    ".boto": f"gs_secret = {V}",
    ".aws/credentials": f"aws_secret_access_key = {V[:40]}",
    ".azure/accessTokens.json": f'[{{"t": "{V}"}}]',
    ".kube/config": f"client-key-data: {V}",
    ".config/gcloud/credentials.db": f"{V}",
    ".docker/config.json": f'{{"auths": {{"h": {{"auth": "{V}"}}}}}}',
    ".cargo/credentials.toml": f'token = "{V}"',
    ".gem/credentials": f":rubygems_api_key: {V}",
    ".ssh/id_ed25519": PEM,
    "deploy/id_rsa": PEM,
    "server.pem": PEM,
    "tls/server.key": PEM,
    "release.jks": V,
    "cert.p12": V,
    "office.ovpn": V,
    "team.kdbx": V,
    "kubeconfig.yaml": f"client-key-data: {V}",
    "rclone.conf": f"pass = {V}",
    "secrets.yaml": f"db:\n  password: {V}",
    "prod.tfvars": f'db_password = "{V}"',
    "terraform.tfstate": f'{{"v": "{V}"}}',
    "local.settings.json": f'{{"Values": {{"K": "{V}"}}}}',
    "client_secret_1.json": f'{{"client_secret": "{V}"}}',
    "app-firebase-adminsdk-1.json": f'{{"private_key": "{V}"}}',
    "my-service-account.json": f'{{"private_key": "{V}"}}',
    "application_default_credentials.json": f'{{"refresh_token": "{V}"}}',
    "credentials.json": f'{{"private_key": "{V}"}}',
    "config/master.key": HEX,
    "notes.txt": "AKIA" + "Q7LM3XW2TB5RK6VN",
    "ci.yml": f"token: {'gh'}p_{V[:36]}",
    "build.sh": f"export T={'gl'}pat-{V[:20]}",
    "chat.py": f"T = '{'xo'}xb-{V[:30]}'",
    "pay.js": f"const k = '{'sk'}_live_{V[:24]}'",
    "maps.html": f"key={'AI'}za{V[:35]}",
    "db.ini": f"url = postgres://app:{V[:20]}@db.internal/prod",
    "gcp.json": '{"type": "service_account"}',
    "dump.cfg": PEM,
}


def kinds(files: dict[str, str | bytes], is_tracked: bool | None = False) -> dict[str, tuple[str, int]]:
    """Path -> (how it was found, line)."""
    data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    candidates = [Candidate(path, len(content), is_tracked) for path, content in data.items()]
    return {secret.path: (secret.by, secret.line) for secret in find_secrets(candidates, data.get)}


FORMS = [["check", "--format", form] for form in ("text", "json", "sarif", "github", "markdown")]


@pytest.mark.parametrize("output", [["audit", "-v"], ["audit", "--format", "json"], *FORMS], ids=" ".join)
def test_every_planted_secret_is_told_and_no_value(tmp_path: Path, output: list[str]) -> None:
    for path, text in {"Dockerfile": "FROM scratch\nCOPY . /\n", **PLANTED}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text + "\n")
    said = CliRunner().invoke(main, [*output, str(tmp_path)]).output
    assert said.count("CT101") >= 40
    assert len(PLANTED) >= 40
    assert V[:12] not in said and HEX[:12] not in said and "Q7LM3XW2" not in said
    if "json" in output:
        told = {
            finding["path"] for finding in json.loads(said)["findings"] if finding["check"] == "secret-sent"
        }
        assert {path for path in PLANTED if path not in told and path.split("/")[0] not in told} == set()


NO_SECRETS = [
    (".env.example", f"A={V}"),
    ("config/credentials.yml.enc", V),
    (".npmrc", "registry=https://packages.example.com/\n"),
    (".npmrc", "//r/:_authToken=${NPM_TOKEN}\n"),
    (".envrc", "use flake\nexport KUBECONFIG=$(readlink -f ./kubeconfig)\n"),
    ("rds-bundle.pem", f"-----BEGIN CERTIFICATE-----\n{V}\n" * 800),
    ("ca-bundle/site.pem", f"-----BEGIN CERTIFICATE-----\n{V}\n"),
    ("key.pem", f"-----BEGIN PUBLIC KEY-----\n{V}\n"),
    ("prod.tfvars", 'region = "eu"\n'),
    ("secrets.yaml", "password: changeme\n"),
    ("compose.yml", "url: postgres://postgres:postgres@db/app\n"),
    ("compose.yml", "url: postgres://app:${PASSWORD}@db/app\n"),
    ("tls.py", "if '-----BEGIN PRIVATE KEY-----' in text: pass\n"),
    ("aws.txt", "AKIA" + "IOSFODNN7EXAMPLE"),
    ("form.vue", f'placeholder="{"sk"}_live_abc123xyz789"'),
    ("proxy.xml", "socks5h://[username[:password]@]host"),
    ("netrc.go", "machine %s\nlogin %s\npassword %s\n"),
    (".env.erb", f"A={V}"),
    ("node_modules/x/test.pem", PEM),
    ("id_rsa.pub", "ssh-rsa AAAA"),
    ("empty.pem", ""),
]


@pytest.mark.parametrize(
    ("path", "text"), NO_SECRETS, ids=[f"{path} {text[:20]}" for path, text in NO_SECRETS]
)
def test_what_is_no_secret(path: str, text: str) -> None:
    assert kinds({path: text}) == {}


def test_what_git_tracks_is_published_already() -> None:
    assert kinds({"a.key": PEM, "a.txt": PEM}, is_tracked=True) == {}


def test_without_git_what_lies_among_tests_is_a_sample() -> None:
    assert kinds({"tests/a.key": PEM}, is_tracked=None) == {}
    assert kinds({"tests/a.key": PEM}) == {"tests/a.key": ("name", 0)}


def test_a_content_is_told_with_its_line() -> None:
    assert kinds({"a.txt": f"\n\n{PEM}"}) == {"a.txt": ("content", 3)}
    assert kinds({"a.txt": f"\n{PEM}".encode("utf-16")}) == {"a.txt": ("content", 2)}


def test_binary_large_and_unreadable_files_hold_no_text() -> None:
    assert kinds({"a.txt": b"\0" + PEM.encode(), "b.txt": PEM + " " * 70_000}) == {}
    assert list(find_secrets([Candidate("a.txt", 9, False)], lambda path: None)) == []


def test_a_bounded_number_of_files_is_opened() -> None:
    opened: list[str] = []
    files = [Candidate(f"{n}.txt", 9, False) for n in range(MOST_OPENED + 50)]
    list(find_secrets(files, lambda path: opened.append(path)))
    assert len(opened) == MOST_OPENED


def test_signatures_are_sorted_compile_and_are_read_as_tomllib_reads_them() -> None:
    rows = tomllib.loads((Path(secret_files.__file__).parent / "secret_signatures.toml").read_text())
    assert list(rows) == sorted(rows)
    for name, row in rows.items():
        re.compile(row["expression"].encode())
        assert row["needle"] == row["needle"].lower()
        assert signatures()[name] == (
            row["kind"],
            row["needle"].encode(),
            row["expression"],
            row.get("settings", False),
        )
