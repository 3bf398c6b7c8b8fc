"""Configuration: read once from the environment, checked at start, never looked up again.

Every variable is documented in `docs/operations.md`; a test keeps that table true.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ORIGIN = re.compile(r"(?P<scheme>https?)://([a-z0-9.-]+|\[[0-9a-f:]+\])(:(?P<port>[1-9][0-9]{0,4}))?")
DEFAULT_PORTS = {"http": "80", "https": "443"}


class SettingsError(ValueError):
    """A variable is missing or wrong; the message names it."""


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    origins: tuple[str, ...]
    embed_origins: tuple[str, ...]
    secret_file: Path
    key_store: str
    guards: str
    second_factor: str
    open: str
    time_zone: ZoneInfo
    admission: str
    network_header: str

    @property
    def live_path(self) -> Path:
        """Conversations: ciphertext only, never backed up."""
        return self.data_dir / "live.db"

    @property
    def app_path(self) -> Path:
        """Accounts, the contact register, statistics."""
        return self.data_dir / "app.db"

    @property
    def demo_mark(self) -> Path:
        """Where this file lies, every staff page says that the data are invented."""
        return self.data_dir / "DEMO"

    @property
    def hosts(self) -> list[str]:
        return sorted({urlsplit(origin).hostname or "" for origin in self.origins})


Parse = Callable[[str, str], object]


def _choice(*allowed: str) -> Parse:
    def parse(name: str, value: str) -> str:
        if value not in allowed:
            raise SettingsError(f"{name} must be one of {', '.join(allowed)}; it is {value!r}")
        return value

    return parse


def _origins(name: str, value: str) -> tuple[str, ...]:
    return tuple(_origin(name, part) for part in value.replace(",", " ").split())


def _own_origins(name: str, value: str) -> tuple[str, ...]:
    if not (origins := _origins(name, value)):
        raise SettingsError(f"{name} needs at least one origin, such as https://chat.example.org")
    return origins


def _origin(name: str, text: str) -> str:
    """As browsers write it: lower case, no path, no port that the scheme implies."""
    found = ORIGIN.fullmatch(text)
    if not found or found["port"] == DEFAULT_PORTS[found["scheme"]]:
        raise SettingsError(f"{name} takes origins such as https://chat.example.org; it has {text!r}")
    return text


def _folder(name: str, value: str) -> Path:
    if not value:
        raise SettingsError(f"{name} must name a folder or file")
    return Path(value).expanduser().resolve()


def _header(name: str, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]*", value):
        raise SettingsError(f"{name} takes the name of a header, such as X-Network; it is {value!r}")
    return value


def _zone(name: str, value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"{name} takes a time zone of this machine, such as Europe/Oslo; it is {value!r}") from None


def load_settings(env: Mapping[str, str], port: int = 8000) -> Settings:
    """The settings in `env`, with defaults that let a fresh start on `port` work.

    Raises SettingsError, naming the variable, for any value that is not understood.
    """

    def read(name: str, default: str, parse: Parse) -> object:
        return parse(f"LAVTERSKEL_{name}", env.get(f"LAVTERSKEL_{name}", default))

    _refuse_unknown(env)
    data_dir = read("DATA_DIR", "data", _folder)
    suffix = "" if port == 80 else f":{port}"
    local = f"http://localhost{suffix} http://127.0.0.1{suffix}"
    values = {name.lower(): read(name, default, parse) for name, default, parse in _table(data_dir, local)}
    return Settings(data_dir=data_dir, **values)  # type: ignore[arg-type]


def _table(data_dir: object, local: str) -> list[tuple[str, str, Parse]]:
    return [
        ("ORIGINS", local, _own_origins),
        ("EMBED_ORIGINS", "", _origins),
        ("SECRET_FILE", f"{data_dir}/secret.key", _folder),
        ("KEY_STORE", "auto", _choice("auto", "tmpfs", "memory")),
        ("GUARDS", "enforce", _choice("enforce", "warn")),
        ("SECOND_FACTOR", "off", _choice("off", "on")),
        ("OPEN", "rota", _choice("rota", "presence", "always")),
        ("TIME_ZONE", "Europe/Oslo", _zone),
        ("ADMISSION", "on", _choice("on", "off")),
        ("NETWORK_HEADER", "", _header),
    ]


def _refuse_unknown(env: Mapping[str, str]) -> None:
    known = {f"LAVTERSKEL_{name}" for name, _, _ in _table("", "")} | {"LAVTERSKEL_DATA_DIR"}
    unknown = sorted(name for name in env if name.startswith("LAVTERSKEL_") and name not in known)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting; is it misspelt?")
