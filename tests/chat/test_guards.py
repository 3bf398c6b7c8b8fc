"""What makes a machine unsafe is named, and refused unless somebody says otherwise."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chat import guards, keys
from chat.doctor import describe_machine
from chat.guards import problems
from chat.settings import Settings, load_settings

GET_DUMPABLE = 3  # prctl(2)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine as it should be."""
    (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n")
    (tmp_path / "mounts").write_text(f"tmpfs {keys.SHARED_MEMORY} tmpfs rw 0 0\n")
    monkeypatch.setattr(guards, "SWAPS", tmp_path / "swaps")
    monkeypatch.setattr(keys, "MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr("resource.getrlimit", lambda _which: (0, 0))
    (tmp_path / "data").mkdir(mode=0o700)
    return load_settings({"LAVTERSKEL_DATA_DIR": str(tmp_path / "data"), "LAVTERSKEL_ORIGINS": "https://a.example"})


def test_a_machine_as_it_should_be_has_no_problems(settings: Settings) -> None:
    assert problems(settings) == []


def test_refusing_is_what_happens_unless_somebody_says_otherwise(settings: Settings) -> None:
    assert settings.guards == "enforce"


def test_swap_is_a_problem(settings: Settings) -> None:
    guards.SWAPS.write_text("Filename Type Size Used Priority\n/dev/sda2 partition 8 0 -2\n")
    assert "swap is on" in problems(settings)[0]


def test_of_macos_nothing_is_claimed_that_was_not_looked_at(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [one.words for one in describe_machine(settings) if "no swap" in one.words]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")
        told = [one.words for one in describe_machine(settings)]
    assert "swap as macOS encrypts it" in told[0]


def test_core_dumps_are_a_problem(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _which: (-1, -1))
    assert "core dumps are on" in problems(settings)[0]


def test_keys_without_tmpfs_are_a_problem_unless_that_was_chosen(settings: Settings) -> None:
    keys.MOUNTS.write_text("")
    assert "no tmpfs for the keys" in problems(settings)[0]
    assert problems(replace(settings, key_store="memory")) == []


@pytest.mark.parametrize(
    ("origin", "is_one"), [("http://a.example", True), ("http://localhost:8000", False), ("http://127.0.0.1", False)]
)
def test_a_public_origin_without_encryption_is_a_problem(settings: Settings, origin: str, is_one: bool) -> None:
    found = problems(replace(settings, origins=(origin,)))
    assert found == ([f"{origin} is not encrypted: use https"] if is_one else [])


def test_debug_mode_is_a_problem(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    assert "debug mode" in problems(settings)[0]


def test_files_that_others_can_open_are_a_problem(settings: Settings) -> None:
    settings.data_dir.chmod(0o750)
    settings.secret_file.touch(mode=0o644)
    assert [words.split()[0] for words in problems(settings)] == ["data", "secret.key"]


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_not_even_a_dump_piped_to_a_program_can_be_made() -> None:
    code = (
        "import ctypes; from chat.guards import forbid_core_dumps; forbid_core_dumps(); "
        f"print(ctypes.CDLL(None).prctl({GET_DUMPABLE}, 0, 0, 0, 0))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "0\n"
