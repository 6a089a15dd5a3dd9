"""Benchmarks' files from a server into the folder of data: whole, right, or not at all."""

import gzip
import hashlib
import io
import json
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from evalbench import clock
from evalbench.claim import claimed
from evalbench.library import facts
from evalbench.traffic import download
from tests.file_server import FileServer, Reply, serving
from tests.program import Finished, Program
from tests.raw_server import in_a_thread, self_signed, tunnelling

TRAIN = b"".join(b'{"question": "%d?", "answer": "so\\n#### %d"}\n' % (n, n) for n in range(4000))
TEST = b'{"question": "1+1?", "answer": "two\\n#### 2"}\n' * 1319
FILES = {"gsm8k/train.jsonl": TRAIN, "gsm8k/test.jsonl": TEST}
SOURCES = """
[hosts.first]
name = "First"
url = "https://first.invalid"
variable = "EVALBENCH_FIRST"

[hosts.second]
name = "Second"
url = "https://second.invalid"
variable = "EVALBENCH_SECOND"

[sets.gsm8k]
files = ["gsm8k/{train,test}.jsonl"]
"""
PIECES = """
[[sets.gsm8k.sources]]
url = "first:raw/{tail}"
[[sets.gsm8k.sources]]
url = "second:other/{tail}"
"""
ARCHIVE = """
[[sets.gsm8k.sources]]
url = "first:gsm8k.%s"
"""
SPLITS = ("train", "test")


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving({f"/raw/{name.split('/')[1]}": body for name, body in FILES.items()}) as running:
        yield running


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the next attempts were waited for, in seconds; nobody waits."""
    waited: list[float] = []
    monkeypatch.setattr(clock, "sleep", waited.append)
    monkeypatch.setattr(download.clock, "sleep", waited.append)
    return waited


Know = Callable[..., None]


@pytest.fixture
def know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Know]:
    """`know(sources)` puts other facts in place of ours: these sources, and the sums of FILES."""

    def other(sources: str, *, sums: bool = True) -> None:
        folder = tmp_path / "facts"
        folder.mkdir()
        (folder / "sources.toml").write_text(SOURCES + sources, encoding="utf-8")
        lines = [
            f"{path}\t{len(body)}\t{hashlib.sha256(body).hexdigest()}\n"
            for path, body in FILES.items()
        ]
        (folder / "published.tsv").write_text("".join(lines) if sums else "", encoding="utf-8")
        monkeypatch.setattr(facts, "_HERE", folder)
        facts._facts.cache_clear()
        facts._published.cache_clear()

    yield other
    facts._facts.cache_clear()
    facts._published.cache_clear()


class Fetch(NamedTuple):
    """`evalbench datasets …` against a server that stands for both hosts."""

    program: Program
    server: FileServer

    def __call__(self, *words: str, **more: str) -> Finished:
        words = words or ("fetch", "gsm8k")
        return self.program("datasets", *words, **{**self.environment, **more})

    @property
    def environment(self) -> dict[str, str]:
        url = self.server.url
        return {
            "EVALBENCH_DATA": str(self.data),
            "EVALBENCH_FIRST": url,
            "EVALBENCH_SECOND": f"{url}/second",
        }

    @property
    def data(self) -> Path:
        return self.program.cwd / "all"

    @property
    def got(self) -> dict[str, bytes]:
        """The files of data that are there, by their path."""
        return {
            str(file.relative_to(self.data)): file.read_bytes()
            for file in sorted(self.data.rglob("*"))
            if file.is_file() and ".fetching" not in file.parts
        }

    @property
    def left_over(self) -> list[str]:
        work = self.data / ".fetching"
        return sorted(str(each.relative_to(work)) for each in work.rglob("*") if each.is_file())


@pytest.fixture
def fetch(ask_cli: Program, server: FileServer, waits: list[float], no_proxies: None) -> Fetch:
    return Fetch(ask_cli, server)


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return content.getvalue()


def tarred(files: dict[str, bytes], *links: tuple[str, str]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return content.getvalue()


def test_files_are_fetched_each_by_itself_and_are_as_published(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    done = fetch()
    assert done.code == 0
    assert fetch.got == FILES
    assert fetch.left_over == ["lock"]
    assert "gsm8k: GSM8K\n  licence: MIT\n" in done.stdout
    size = f"{(len(TRAIN) + len(TEST)) / 1000:.1f} kB"
    assert f"  2 files, {size}, into {fetch.data}\n" in done.stdout
    assert f"  from {fetch.server.url}/raw/train.jsonl\n" in done.stdout
    assert done.stdout.endswith("  in place: every SHA-256 as published\n")


def test_what_is_here_is_not_asked_for(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch()
    fetch.server.asked.clear()
    done = fetch()
    assert done.code == 0
    assert "all files are here already" in done.stdout
    assert fetch.server.asked == []


def test_only_what_is_missing_is_asked_for(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    (fetch.data / "gsm8k").mkdir(parents=True)
    (fetch.data / "gsm8k/train.jsonl").write_bytes(TRAIN)
    (fetch.data / "gsm8k/my-notes.txt").write_bytes(b"mine")
    assert fetch().code == 0
    assert fetch.server.paths == ["/raw/test.jsonl"]
    assert fetch.got == {**FILES, "gsm8k/my-notes.txt": b"mine"}


def test_a_file_of_ones_own_is_neither_overwritten_nor_mixed(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    (fetch.data / "gsm8k").mkdir(parents=True)
    (fetch.data / "gsm8k/train.jsonl").write_bytes(b"mine")
    done = fetch()
    assert (done.code, fetch.server.asked) == (2, [])
    assert "[D522]" in done.stderr
    assert fetch.got == {"gsm8k/train.jsonl": b"mine"}


@pytest.mark.parametrize("top", ["", "data/gsm8k/"])
@pytest.mark.parametrize(("ending", "pack"), [("zip", zipped), ("tar.gz", tarred)])
def test_an_archive_gives_what_is_wanted_wherever_it_has_it(
    fetch: Fetch, know: Know, ending: str, pack: Callable[[dict[str, bytes]], bytes], top: str
) -> None:
    know(ARCHIVE % ending)
    inside = {f"{top}train.jsonl": TRAIN, f"{top}test.jsonl": TEST, f"{top}run_me.py": b"1/0"}
    # what macOS puts beside every file, and a deeper copy, are not taken for it
    inside |= {f"__MACOSX/{top}._test.jsonl": b"x", f"{top}old/older/test.jsonl": b"y"}
    fetch.server.files[f"/gsm8k.{ending}"] = pack(inside)
    done = fetch()
    assert done.code == 0, done.said
    assert fetch.got == FILES
    assert fetch.left_over == ["lock"]


def test_a_connection_that_breaks_is_gone_on_with(
    fetch: Fetch, know: Know, waits: list[float]
) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", Reply(cut_after=1000), Reply(cut_after=500))
    assert fetch().code == 0
    assert fetch.got == FILES
    assert [each.range for each in fetch.server.asked] == [None, "bytes=1000-", "bytes=1500-", None]
    assert waits == [1.0, 2.0]


def test_a_fetch_that_failed_is_gone_on_with_by_the_next(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", *[Reply(cut_after=100)] * 4)
    done = fetch()
    assert done.code == 2
    assert "[D521]" in done.stderr
    assert f"it broke off after 400 of {len(TRAIN):,} bytes" in done.stdout
    assert fetch.got == {}
    fetch.server.asked.clear()
    assert fetch().code == 0
    assert fetch.got == FILES
    assert fetch.server.asked[0].range == "bytes=400-"


def test_a_file_that_has_changed_meanwhile_is_asked_for_again(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.files["/raw/train.jsonl"] = b"an older version"
    fetch.server.reply("/raw/train.jsonl", *[Reply(cut_after=4)] * 4)
    assert fetch().code == 2
    fetch.server.files["/raw/train.jsonl"], fetch.server.tag = TRAIN, '"2"'
    assert fetch().code == 0
    assert fetch.got == FILES


def test_a_file_of_another_sum_is_refused_and_the_next_source_is_tried(
    fetch: Fetch, know: Know
) -> None:
    know(PIECES)
    fetch.server.files["/raw/train.jsonl"] = TRAIN[:-2] + b"X\n"
    for name in SPLITS:
        fetch.server.files[f"/second/other/{name}.jsonl"] = FILES[f"gsm8k/{name}.jsonl"]
    done = fetch()
    assert done.code == 0
    assert fetch.got == FILES
    wrong = hashlib.sha256(TRAIN[:-2] + b"X\n").hexdigest()[:12]
    assert f"  no: gsm8k/train.jsonl has the SHA-256 {wrong}, not " in done.stdout


def test_with_no_source_that_is_right_nothing_is_put_into_place(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.files["/raw/train.jsonl"] = TRAIN.swapcase()
    done = fetch()
    assert done.code == 2
    assert fetch.got == {}
    assert "could not be fetched from any of its 2 sources [D521]\n" in done.stderr
    assert "EVALBENCH_MIRROR, EVALBENCH_FIRST, EVALBENCH_SECOND" in done.stderr
    fetch.server.files["/raw/train.jsonl"] = TRAIN  # and the wrong one is not kept for next time
    assert fetch().code == 0
    assert fetch.got == FILES


def test_each_source_and_each_failure_is_told_once_in_the_order_of_the_list(
    fetch: Fetch, know: Know
) -> None:
    know(PIECES)
    fetch.server.files["/raw/train.jsonl"] = TRAIN.swapcase()
    (fetch.data / "gsm8k").mkdir(parents=True)
    (fetch.data / "gsm8k/test.jsonl").write_bytes(TEST)
    done = fetch()
    told = [f"from {fetch.server.url}/raw/train.jsonl", "no: gsm8k/train.jsonl has the SHA-256 "]
    told += [f"from {fetch.server.url}/second/other/train.jsonl", "no: HTTP 404 Not Found"]
    shown = done.stdout.split("all/\n")[-1] + done.stderr
    places = [shown.find(each) for each in told]
    assert places == sorted(places)
    assert [shown.count(each) for each in told] == [1] * 4
    # and it ends with what is to be put where
    assert f"\n  put gsm8k/train.jsonl below {fetch.data}/ yourself\n" in done.stderr
    assert "\n  from: https://github.com/openai/grade-school-math\n" in done.stderr


def test_a_wrong_file_does_not_cost_the_right_ones(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.files["/raw/test.jsonl"] = TEST.swapcase()
    assert fetch().code == 2
    fetch.server.files["/raw/test.jsonl"] = TEST
    fetch.server.asked.clear()
    assert fetch().code == 0
    assert fetch.server.paths == ["/raw/test.jsonl"]
    assert fetch.got == FILES


def test_every_wrong_file_is_asked_for_again(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    right = dict(fetch.server.files)
    fetch.server.files.update(dict.fromkeys(right, b"<html>"))
    assert fetch().code == 2
    fetch.server.files.update(right)
    assert fetch().code == 0
    assert fetch.got == FILES


def test_which_of_several_files_a_source_has_not_is_told(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    del fetch.server.files["/raw/test.jsonl"]
    assert f"  no: {fetch.server.url}/raw/test.jsonl: HTTP 404 Not Found\n" in fetch().stdout


def test_a_host_that_is_not_there_is_asked_again_with_a_word_and_not_for_long(
    fetch: Fetch, know: Know, waits: list[float]
) -> None:
    know(PIECES)
    with socket.socket() as closed:  # bound, and listening to nobody
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        done = fetch(EVALBENCH_FIRST=nowhere, EVALBENCH_SECOND=nowhere)
    again = (
        "  Connection refused: tried again in 1 s (attempt 2 of 3)\n"
        "  Connection refused: tried again in 2 s (attempt 3 of 3)\n"
        "  no: Connection refused\n"
    )
    assert done.stdout.count(again) == 2
    assert waits == [1.0, 2.0] * 2


def test_sets_are_fetched_in_the_order_in_which_they_are_named(fetch: Fetch, know: Know) -> None:
    know(PIECES + '[sets.ceval]\nfiles = ["ceval/x.csv"]\n')
    done = fetch("fetch", "gsm8k", "ceval", EVALBENCH_OFFLINE="1")
    assert [line for line in done.stdout.splitlines() if line[0] != " "] == [
        "gsm8k: GSM8K",
        "ceval: C-Eval",
    ]


def test_a_file_that_is_longer_than_the_published_one_is_not_even_read(
    fetch: Fetch, know: Know
) -> None:
    know(PIECES)
    fetch.server.files["/raw/train.jsonl"] = TRAIN + TRAIN
    done = fetch()
    assert f"it is larger than {len(TRAIN):,} bytes" in done.stdout
    assert fetch.left_over == ["lock"]
    fetch.server.reply("/raw/train.jsonl", Reply(lengthless=True))  # or no further than that
    assert f"it is larger than {len(TRAIN):,} bytes" in fetch().stdout


def test_a_source_that_has_it_not_is_followed_by_the_next(
    fetch: Fetch, know: Know, waits: list[float]
) -> None:
    know(PIECES)
    del fetch.server.files["/raw/train.jsonl"]
    for name in SPLITS:
        fetch.server.files[f"/second/other/{name}.jsonl"] = FILES[f"gsm8k/{name}.jsonl"]
    done = fetch()
    assert done.code == 0
    assert "  no: HTTP 404 Not Found\n" in done.stdout
    assert fetch.got == FILES
    assert waits == []  # what is not there will not be there in a second


def test_a_busy_server_is_asked_again_when_it_says(
    fetch: Fetch, know: Know, waits: list[float]
) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", Reply(503, {"Retry-After": "7"}), Reply(502))
    assert fetch().code == 0
    assert waits == [7.0, 2.0]


def test_a_redirect_is_followed_by_http_only(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.files["/cdn/file"] = TRAIN
    away = Reply(302, {"Location": "/cdn/file"})
    fetch.server.reply("/raw/train.jsonl", away)
    assert fetch().code == 0
    assert fetch.got == FILES
    shutil.rmtree(fetch.data)
    fetch.server.reply("/raw/train.jsonl", Reply(302, {"Location": "file:///etc/passwd"}))
    done = fetch()
    assert done.code == 2
    assert "it leads to file:///etc/passwd" in done.stdout
    assert not download._may_lead("https://a/b", "http://a/b")
    assert download._may_lead("http://a/b", "https://a/b")


def test_a_circle_of_redirects_ends(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", *[Reply(302, {"Location": "/raw/train.jsonl"})] * 20)
    assert "it is redirected again and again" in fetch().stdout


def test_the_proxy_of_the_environment_is_asked(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    user, host = "http://me:p%40ss@", fetch.server.url.removeprefix("http://")
    first = "http://data.example"
    done = fetch(EVALBENCH_FIRST=first, http_proxy=user + host)
    assert done.code == 0, done.said
    assert fetch.got == FILES
    assert fetch.server.paths[0] == "http://data.example/raw/train.jsonl"
    assert fetch.server.asked[0].headers["Proxy-Authorization"] == "Basic bWU6cEBzcw=="


def test_a_server_that_is_vouched_for_is_asked_by_tls_and_no_other(
    fetch: Fetch, know: Know, tmp_path: Path
) -> None:
    know(PIECES)
    certificate = self_signed(tmp_path)
    with serving(fetch.server.files, tls=certificate.server) as secure:
        done = fetch(EVALBENCH_FIRST=secure.url)
        assert done.code == 2
        assert "CERTIFICATE_VERIFY_FAILED" in done.stdout
        assert secure.asked == []
        assert fetch(EVALBENCH_FIRST=secure.url, SSL_CERT_FILE=certificate.file).code == 0
    assert fetch.got == FILES


def test_tls_goes_through_a_proxy(
    fetch: Fetch, know: Know, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(PIECES)
    certificate = self_signed(tmp_path)
    with (
        serving(fetch.server.files, tls=certificate.server) as secure,
        in_a_thread(tunnelling) as proxy,
    ):
        named = ("https_proxy", proxy.url)  # the environment's would not be asked for loopback
        monkeypatch.setattr(download, "environment_proxy", lambda _: named)
        done = fetch(EVALBENCH_FIRST=secure.url, SSL_CERT_FILE=certificate.file)
        assert done.code == 0, done.said
        host = secure.url.removeprefix("https://")
        asked = [each.line.rpartition(" ")[0] for each in proxy.asked]
        assert asked == [f"CONNECT {host}"] * 2
    assert fetch.got == FILES


def test_a_proxy_by_socks_is_told_to_be_of_no_use(
    fetch: Fetch, know: Know, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(PIECES)
    monkeypatch.setattr(download, "environment_proxy", lambda _: ("ALL_PROXY", "socks5://h:1"))
    assert "  no: the proxy in ALL_PROXY is none by HTTP\n" in fetch().stdout


def test_an_answer_of_unknown_length_is_taken_whole(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", Reply(lengthless=True))
    done = fetch()
    assert done.code == 0
    assert "  train.jsonl: size unknown\n" in done.stdout
    assert fetch.got == FILES


def test_an_answer_of_unknown_length_that_was_cut_off_is_not_taken_for_whole(
    fetch: Fetch, know: Know
) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", Reply(lengthless=True, cut_after=500))
    done = fetch()
    assert "  no: gsm8k/train.jsonl has the SHA-256 " in done.stdout
    assert fetch.got == {}


def test_a_version_that_is_no_ascii_is_none(fetch: Fetch, know: Know) -> None:
    """A header may hold any byte; what broke off under such a version is begun anew."""
    know(PIECES)
    headers = {"ETag": "", "Last-Modified": "Mär 2024"}
    fetch.server.reply("/raw/train.jsonl", Reply(headers=headers, cut_after=100))
    assert fetch().code == 0
    assert [each.range for each in fetch.server.asked] == [None, None, None]
    assert fetch.got == FILES


def test_an_answer_in_an_encoding_is_refused(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", Reply(headers={"Content-Encoding": "gzip"}))
    assert "  no: it came in the encoding gzip\n" in fetch().stdout
    assert fetch.server.asked[0].headers["Accept-Encoding"] == "identity"


def test_a_part_that_is_longer_than_the_file_is_begun_anew(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.reply("/raw/train.jsonl", *[Reply(cut_after=100)] * 4)
    assert fetch().code == 2
    fetch.server.reply("/raw/train.jsonl", Reply(416))
    assert fetch().code == 0
    assert fetch.got == FILES


def test_other_bytes_than_were_asked_for_are_not_put_together(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.server.reply(
        "/raw/train.jsonl", Reply(cut_after=100), Reply(headers={"Content-Range": "bytes 0-9/10"})
    )
    assert fetch().code == 0
    assert [each.range for each in fetch.server.asked] == [None, "bytes=100-", None, None]
    assert fetch.got == FILES


def test_offline_nothing_is_asked_and_what_to_do_by_hand_is_told(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    done = fetch(EVALBENCH_OFFLINE="1")
    assert (done.code, fetch.server.asked, fetch.got) == (2, [], {})
    assert "gsm8k: EVALBENCH_OFFLINE is set, so nothing is fetched [C821]\n" in done.stderr
    assert "where there is a network: evalbench datasets fetch gsm8k; then copy" in done.stderr
    assert f"put gsm8k/train.jsonl, gsm8k/test.jsonl below {fetch.data}/" in done.stderr
    assert "https://github.com/openai/grade-school-math" in done.stderr
    assert fetch(EVALBENCH_OFFLINE="0").code == 0


def test_a_disk_that_fills_up_is_told_and_what_came_is_kept(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, hard))
    try:
        done = fetch()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert done.code == 2
    assert "[D523]" in done.stderr
    assert "EVALBENCH_DATA" in done.stderr
    assert fetch.got == {}
    fetch.server.asked.clear()
    assert fetch().code == 0
    assert fetch.server.asked[0].range == "bytes=65536-"
    assert fetch.got == FILES


def test_room_is_looked_for_before_a_byte_is_written(
    fetch: Fetch, know: Know, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(PIECES)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    done = fetch()
    assert done.code == 2
    assert f"{len(TRAIN) / 1000:.1f} kB are needed, 1 B are free [D523]" in done.stderr
    assert fetch.left_over == ["lock"]


def test_an_interrupted_fetch_keeps_what_came(
    know: Know, server: FileServer, tmp_path: Path, no_proxies: None
) -> None:
    """In a process of its own, which is told to end while the server says no more."""
    know(PIECES)
    own = Fetch(Program(tmp_path), server)
    code = (
        "import pathlib, sys; from evalbench.library import facts;"
        f"facts._HERE = pathlib.Path({str(tmp_path / 'facts')!r});"
        "from evalbench.__main__ import main; sys.argv[0] = 'evalbench'; sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "datasets", "fetch", "gsm8k"]
    server.reply("/raw/train.jsonl", Reply(hold_after=2000))
    process = subprocess.Popen(
        command,
        env=own.program.environment(own.environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.held.wait(60)
    (part,) = _until(lambda: [each for each in _parts(own.data) if each.stat().st_size == 2000])
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "\nevalbench: interrupted; what has come is kept: the same command goes on " + (
        "with it\n"
    )
    server.asked.clear()
    again = subprocess.run(command, env=own.program.environment(own.environment), check=False)
    assert again.returncode == 0
    assert server.asked[0].range == "bytes=2000-"
    assert own.got == FILES
    assert not part.exists()


def _parts(data: Path) -> list[Path]:
    return [*data.glob(".fetching/downloads/part-*.jsonl")]


def _until(look: Callable[[], list[Path]]) -> list[Path]:
    for _ in range(3000):
        if found := look():
            return found
        clock.sleep(0.01)
    raise AssertionError("it never came")


OUTSIDE = "it names a file outside itself"


def squeezed(method: int) -> bytes:
    """A zip whose compressed data are others than what was written: sound, but for them."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        archive.writestr("train.jsonl", TRAIN)
        archive.writestr("test.jsonl", TEST)
    whole = bytearray(content.getvalue())
    whole[60:160] = b"\xff" * 100
    return bytes(whole)


def of_no_characters() -> bytes:
    """A name that is said to be UTF-8, and is not."""
    return zipped({"train.jsonl": TRAIN, "test.jsonl": TEST, "é": b""}).replace(
        "é".encode(), b"\xff\xff"
    )


@pytest.mark.parametrize(
    ("ending", "content", "told"),
    [
        ("zip", zipped({"gsm8k/../../../test.jsonl": TEST}), OUTSIDE),
        ("zip", zipped({"/etc/train.jsonl": TRAIN, "test.jsonl": TEST}), OUTSIDE),
        ("zip", zipped({"a\\..\\..\\b": b"", "train.jsonl": TRAIN, "test.jsonl": TEST}), OUTSIDE),
        ("tar.gz", tarred({"../train.jsonl": TRAIN, "test.jsonl": TEST}), OUTSIDE),
        (
            "tar.gz",
            tarred({"test.jsonl": TEST}, ("train.jsonl", "/etc/passwd")),
            "gsm8k/train.jsonl is not in it",
        ),
        ("zip", zipped({"test.jsonl": TEST}), "gsm8k/train.jsonl is not in it"),
        (
            "zip",
            zipped({"a/train.jsonl": TRAIN, "b/train.jsonl": TRAIN, "test.jsonl": TEST}),
            "gsm8k/train.jsonl is in it several times",
        ),
        ("zip", b"<html>please log in</html>", "it cannot be unpacked"),
        ("zip", squeezed(zipfile.ZIP_DEFLATED), "it cannot be unpacked"),
        ("zip", squeezed(zipfile.ZIP_BZIP2), "it cannot be unpacked"),
        ("zip", squeezed(zipfile.ZIP_LZMA), "it cannot be unpacked"),
        ("zip", of_no_characters(), "it cannot be unpacked"),
        ("tar.gz", gzip.compress(b"no tar"), "it cannot be unpacked"),
        (
            "zip",
            zipped({"train.jsonl": TRAIN, "test.jsonl": TEST})[:-60],
            "it cannot be unpacked",
        ),
    ],
)
def test_an_archive_that_is_not_what_it_should_be_is_refused(
    fetch: Fetch, know: Know, ending: str, content: bytes, told: str
) -> None:
    know(ARCHIVE % ending)
    fetch.server.files[f"/gsm8k.{ending}"] = content
    done = fetch()
    assert done.code == 2
    assert "[D521]" in done.stderr
    assert told in done.stdout
    assert fetch.got == {}
    assert [*fetch.program.cwd.rglob("test.jsonl")] == []


def linked_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("train.jsonl")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("test.jsonl", TEST)
    return content.getvalue()


def test_a_link_in_a_zip_is_no_file(fetch: Fetch, know: Know) -> None:
    know(ARCHIVE % "zip")
    fetch.server.files["/gsm8k.zip"] = linked_zip()
    assert "gsm8k/train.jsonl is not in it" in fetch().stdout
    assert fetch.got == {}


def test_a_member_that_swells_is_cut_off(fetch: Fetch, know: Know) -> None:
    know(ARCHIVE % "zip" + "most_mb = 1\n")
    fetch.server.files["/gsm8k.zip"] = zipped({"train.jsonl": bytes(3 << 20), "test.jsonl": TEST})
    done = fetch()
    assert "train.jsonl is larger than 1,048,576 bytes" in done.stdout
    assert fetch.got == {}


def test_an_archive_of_another_md5_is_refused(fetch: Fetch, know: Know) -> None:
    content = zipped({"train.jsonl": TRAIN, "test.jsonl": TEST})
    md5 = hashlib.md5(content).hexdigest()
    know(ARCHIVE % "zip" + f'md5 = "{md5}"\n')
    fetch.server.files["/gsm8k.zip"] = content + b" "
    assert f"gsm8k.zip has the MD5 {hashlib.md5(content + b' ').hexdigest()[:12]}" in fetch().stdout
    fetch.server.files["/gsm8k.zip"] = content
    assert fetch().code == 0
    assert fetch.got == FILES


def test_an_archive_that_serves_two_sources_is_downloaded_once(fetch: Fetch, know: Know) -> None:
    """The first of them names a folder that it has not."""
    know(ARCHIVE % "zip" + 'under = "nowhere"\n' + ARCHIVE % "zip")
    fetch.server.files["/gsm8k.zip"] = zipped({"train.jsonl": TRAIN, "test.jsonl": TEST})
    assert fetch().code == 0
    assert fetch.got == FILES


def test_what_is_packed_singly_is_unpacked_and_a_list_becomes_lines(
    fetch: Fetch, know: Know
) -> None:
    know(
        '[[sets.gsm8k.sources]]\n[sets.gsm8k.sources.urls]\n"gsm8k/train.jsonl" = "first:all.gz"\n'
        '"gsm8k/test.jsonl" = "first:list.json"\n'
    )
    rows = [json.loads(line) for line in TEST.splitlines()]
    fetch.server.files |= {
        "/all.gz": gzip.compress(TRAIN),
        "/list.json": json.dumps(rows, indent=1).encode(),
    }
    done = fetch()
    assert done.code == 0, done.said
    assert fetch.got == FILES


@pytest.mark.parametrize("content", [b"{}", b"[1", b"[" * 100_000])
def test_what_is_no_list_is_refused(fetch: Fetch, know: Know, content: bytes) -> None:
    know(
        '[[sets.gsm8k.sources]]\n[sets.gsm8k.sources.urls]\n"gsm8k/train.jsonl" = "first:l.json"\n'
        '"gsm8k/test.jsonl" = "first:l.json"\n'
    )
    fetch.server.files["/l.json"] = content
    assert "it is no list in JSON" in fetch().stdout
    assert fetch.got == {}


def test_where_no_sum_is_known_the_loader_counts_the_rows(fetch: Fetch, know: Know) -> None:
    know(PIECES, sums=False)
    done = fetch()
    assert done.code == 2
    assert "  no: GSM8K has 4000 rows in train, not 7473\n" in done.stdout
    assert fetch.got == {}
    whole = b'{"question": "?", "answer": "so\\n#### 1"}\n' * 7473
    fetch.server.files["/raw/train.jsonl"] = whole
    done = fetch()
    assert done.code == 0
    assert done.stdout.endswith("no SHA-256 is known; rows as published: train 7473, test 1319\n")
    assert fetch.got == {"gsm8k/train.jsonl": whole, "gsm8k/test.jsonl": TEST}


def test_where_no_sum_is_known_a_page_instead_of_a_file_is_refused(
    fetch: Fetch, know: Know
) -> None:
    know(PIECES, sums=False)
    fetch.server.files["/raw/train.jsonl"] = b"<html>please log in</html>"
    assert "  no: its loader refuses it: " in fetch().stdout
    assert fetch.got == {}


def test_one_process_at_a_time_fetches(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    (fetch.data / ".fetching").mkdir(parents=True)
    with claimed(fetch.data / ".fetching/lock"):
        done = fetch()
    assert (done.code, fetch.server.asked) == (2, [])
    assert "[D524]" in done.stderr


def test_a_folder_that_cannot_be_made_is_told(fetch: Fetch, know: Know) -> None:
    know(PIECES)
    fetch.data.write_bytes(b"a file")
    done = fetch()
    assert done.code == 2
    assert "[D525]" in done.stderr


def test_a_set_that_cannot_be_had_does_not_hold_up_the_next(fetch: Fetch, know: Know) -> None:
    know(PIECES + '[sets.race]\nfiles = ["race/test/high.jsonl"]\n')
    done = fetch("fetch", "race", "gsm8k")
    assert done.code == 2
    assert "race has no source that can be fetched [D520]" in done.stderr
    assert fetch.got == FILES


def test_a_set_by_hand_says_why_and_where_it_goes(ask_cli: Program) -> None:
    done = ask_cli("datasets", "fetch", "aime2026", EVALBENCH_DATA="mine")
    assert done.code == 2
    assert "aime2026 has no source that can be fetched: ModelScope's evalscope/aime26" in done.said
    assert "put aime2026/aime2026.jsonl below mine/" in done.stderr


@pytest.mark.parametrize("name", ["truthfulqa", "needlebench"])
def test_offline_a_set_without_a_source_is_not_said_to_have_one(
    ask_cli: Program, name: str
) -> None:
    done = ask_cli("datasets", "fetch", name, EVALBENCH_OFFLINE="1")
    assert f"{name} has no source that can be fetched: " in done.stderr
    assert "datasets fetch" not in done.stderr


def test_a_mirror_of_a_whole_folder_of_data_comes_first(fetch: Fetch) -> None:
    """Even for a set that is to be had by hand only; with the facts that are shipped."""
    rows = b'{"problem": "1+1", "answer": 2}\n' * 30
    fetch.server.files["/all/aime2026/aime2026.jsonl"] = rows
    done = fetch("fetch", "AIME2026", EVALBENCH_MIRROR=f"{fetch.server.url}/all/")
    assert done.code == 0, done.said
    assert fetch.got == {"aime2026/aime2026.jsonl": rows}


@pytest.mark.parametrize(
    "said", ["mirror.example", "http://[::1", "http://mirror:80a", "http://:80"]
)
def test_a_mirror_that_is_no_address_is_refused(ask_cli: Program, said: str) -> None:
    done = ask_cli("datasets", "fetch", "gsm8k", EVALBENCH_OPENCOMPASS=said)
    assert done.code == 2
    assert f"EVALBENCH_OPENCOMPASS is {said!r}, which is no address [C822]" in done.stderr


def test_a_licence_that_forbids_commerce_is_shown(ask_cli: Program) -> None:
    done = ask_cli("datasets", "fetch", "ceval", "gsm8k", EVALBENCH_OFFLINE="1")
    assert (
        "licence: CC BY-NC-SA 4.0, non-commercial\n  all or a part of it is not for" in done.stdout
    )
    assert "licence: MIT\n" in done.stdout
    assert done.stdout.count("not for commercial use") == 1


def test_a_folder_that_is_a_link_to_another_disk_is_written_to(
    fetch: Fetch, know: Know, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(PIECES)
    elsewhere = Path("/dev/shm") / f"evalbench-test-{fetch.program.cwd.name}"
    if not elsewhere.parent.is_dir() or elsewhere.parent.stat().st_dev == (
        fetch.program.cwd.stat().st_dev
    ):
        pytest.skip("there is no second file system")
    elsewhere.mkdir()
    try:
        fetch.data.mkdir()
        (fetch.data / "gsm8k").symlink_to(elsewhere)
        assert fetch().code == 0
        assert (elsewhere / "train.jsonl").read_bytes() == TRAIN
        assert sorted(each.name for each in elsewhere.iterdir()) == ["test.jsonl", "train.jsonl"]
    finally:
        shutil.rmtree(elsewhere)
