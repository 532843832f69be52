"""Installs the Debian package in a root that holds nothing else, upgrades it with data, removes it."""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / ".build" / "package"


def built(pattern):
    found = sorted(BUILT.glob(pattern), key=lambda path: path.stat().st_mtime)
    assert found, "build it first: make package"
    return found[-1]


def sh(*words, code=0, **options):
    done = subprocess.run(
        [str(word) for word in words], text=True, capture_output=True, timeout=600, **options
    )
    assert done.returncode == code, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class CleanRoot:
    """A Debian of the smallest kind, without compiler, Swift, or anything of Salus."""

    def __init__(self, path):
        self.path = path

    def run(self, *words, code=0, user=None):
        if user:
            words = ("runuser", "-u", user, "--", *words)
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND": "noninteractive",
            "LC_ALL": "C.UTF-8",
            "HOME": "/mnt",
        }
        return sh("chroot", self.path, *words, code=code, env=environment)

    def install(self, package):
        shutil.copy(package, self.path / "mnt" / package.name)
        self.run("apt-get", "install", "-q", "-y", "--no-install-recommends", f"/mnt/{package.name}")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("a clean root can be made by root only")
    if shutil.which("debootstrap", path=os.environ["PATH"] + ":/usr/sbin") is None:
        pytest.skip("needs the package debootstrap")
    path = tmp_path_factory.mktemp("root")
    path.chmod(0o755)
    # The same mirror and the same way to it as the system around.
    release = re.search(r"VERSION_CODENAME=(\w+)", pathlib.Path("/etc/os-release").read_text())[1]
    listed = "".join(
        file.read_text()
        for file in [pathlib.Path("/etc/apt/sources.list"), *pathlib.Path("/etc/apt/sources.list.d").glob("*")]
        if file.is_file()
    )
    mirror = re.search(r"https?://\S+/debian/?(?=\s)", listed)
    mirror = mirror[0] if mirror else "http://deb.debian.org/debian"
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", release, path, mirror], text=True, capture_output=True,
        env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"},
    )
    if made.returncode != 0:
        pytest.skip(f"no clean root could be made: {made.stdout[-300:]}{made.stderr[-300:]}")
    settings = sh("apt-config", "dump", "Acquire::http", "Acquire::https")
    (path / "etc/apt/apt.conf.d/90around").write_text(settings)
    shutil.copy("/etc/resolv.conf", path / "etc/resolv.conf")
    mounts = [("proc", "proc"), ("sysfs", "sys")]
    for kind, name in mounts:
        sh("mount", "-t", kind, kind, path / name)
    sh("mount", "--bind", "/dev", path / "dev")
    try:
        yield CleanRoot(path)
    finally:
        for name in ("dev", "sys", "proc"):
            subprocess.run(["umount", "-l", path / name])


def earlier(package, folder):
    """The same package under an older version, to upgrade from."""
    sh("dpkg-deb", "-R", package, folder / "unpacked")
    control = folder / "unpacked" / "DEBIAN" / "control"
    control.write_text(re.sub(r"Version: .*", "Version: 0.0.9", control.read_text()))
    older = folder / "salus_0.0.9.deb"
    sh("dpkg-deb", "--root-owner-group", "-b", folder / "unpacked", older)
    return older


def test_installs_upgrades_with_data_and_leaves(root, tmp_path):
    package = built("salus_*.deb")
    version = re.search(r"salus_(.+)_", package.name)[1]

    root.install(earlier(package, tmp_path))
    assert "0.0.9" in root.run("dpkg-query", "-W", "salus")
    root.run("salus", "example", "--day", "12", "--data", "/var/lib/salus", user="salus")
    before = json.loads(
        root.run("salus", "journal", "verify", "--data", "/var/lib/salus", "--json", user="salus")
    )
    assert before["sound"] and before["events"] > 100
    (root.path / "etc/default/salus").write_text('SALUS_OPTIONS="--port 9000"\n')

    root.install(package)
    assert version in root.run("dpkg-query", "-W", "salus")
    after = json.loads(
        root.run("salus", "journal", "verify", "--data", "/var/lib/salus", "--json", user="salus")
    )
    assert after == before
    assert "9000" in (root.path / "etc/default/salus").read_text(), "a changed setting was replaced"
    assert not (root.path / "usr/bin/swift").exists() and not (root.path / "usr/bin/gcc").exists()

    serve(root)

    root.run("apt-get", "remove", "-q", "-y", "salus")
    assert not (root.path / "usr/bin/salus").exists()
    assert (root.path / "var/lib/salus/journal.sqlite").exists(), "removal took the data"
    words = root.run("apt-get", "purge", "-q", "-y", "salus")
    assert "stay" in words and (root.path / "var/lib/salus/journal.sqlite").exists()
    assert not (root.path / "etc/default/salus").exists()


def serve(root):
    """The installed program serves pages and data to whoever has its address."""
    server = subprocess.Popen(
        ["chroot", "--userspec=salus:salus", root.path, "/usr/bin/salus", "up", "--no-example",
         "--data", "/var/lib/salus", "--port", "0"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    try:
        server.stdout.readline()
        address = server.stdout.readline().split()[-1]
        base, token = re.match(r"(http://[^/]+)/\?token=(\S+)", address).groups()
        page = urllib.request.urlopen(base + "/watch/situation").read().decode()
        assert 'id="root"' in page
        question = urllib.request.Request(
            base + "/api/v1/summary", headers={"Authorization": f"Bearer {token}"}
        )
        assert json.load(urllib.request.urlopen(question))["version"] > 100
        assert address in root.run("salus", "address", "--data", "/var/lib/salus", user="salus")
    finally:
        server.terminate()
        assert server.wait(timeout=60) == 0
    root.run("salus", "address", "--data", "/var/lib/salus", user="salus", code=3)


def test_package_is_small_and_whole(tmp_path):
    package = built("salus_*.deb")
    sh("dpkg-deb", "-x", package, tmp_path)
    program = tmp_path / "usr/bin/salus"
    assert program.stat().st_size < 30e6
    needed = sh("objdump", "-p", program)
    assert "libswift" not in needed and "libFoundation" not in needed
    page = gzip.open(tmp_path / "usr/share/man/man1/salus.1.gz", "rt").read()
    verbs = re.findall(r"^  ([a-z-]+(?: [a-z-]+)?)  ", sh(program, "help"), re.M)
    assert len(verbs) > 15
    for verb in verbs:
        assert f".SS {verb}".replace("-", "\\-") in page, f"the manual lacks '{verb}'"
    for shell in ("bash-completion/completions/salus", "fish/vendor_completions.d/salus.fish"):
        assert "doctor" in (tmp_path / "usr/share" / shell).read_text()
    sh("bash", "-n", tmp_path / "usr/share/bash-completion/completions/salus")
    unit = (tmp_path / "lib/systemd/system/salus.service").read_text()
    assert "ExecStart=/usr/bin/salus up" in unit and "NoNewPrivileges=true" in unit


def test_tarball_installs_anywhere(tmp_path):
    with tarfile.open(built("salus-*.tar.gz")) as archive:
        archive.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    words = sh(folder / "install", tmp_path / "prefix")
    assert "salus up" in words
    program = tmp_path / "prefix/bin/salus"
    assert sh(program, "version").startswith("salus ")
    assert (tmp_path / "prefix/share/man/man1/salus.1.gz").exists()
