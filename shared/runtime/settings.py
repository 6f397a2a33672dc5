"""Settings of a service process, read from the environment (prefix `KLADKA_`); a wrong one names itself at start."""

from pathlib import Path
from urllib.parse import quote

from pydantic import Field, FilePath, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.kernel.clock import ClockMode
from shared.kernel.ids import Code


class Settings(BaseSettings):
    """What every service needs to know: addresses, names and paths of key files; keys only where there can be no file."""

    model_config = SettingsConfigDict(env_prefix="KLADKA_", frozen=True, hide_input_in_errors=True)

    service: Code
    centre: Code = Field(description="the centre this installation serves; part of ce_source")
    database_password_file: FilePath | None = Field(default=None, description="the password, where the URL names none")
    database_url: str = Field(description="postgresql://user[:password]@host:port/name", repr=False)
    database_pool: int = 16
    kafka: str = Field(description="bootstrap servers, host:port[,host:port]")
    topic_prefix: Code = "kladka"
    replication_factor: int = 1
    host: str = "127.0.0.1"
    port: int
    instance: Code = Field(default="1", description="names this process among its replicas, also after a restart")
    clock: ClockMode = ClockMode.REAL
    token_keys: Path = Field(description="public keys (JWKS) that service tokens are verified with")
    sealing_key: Path | None = Field(default=None, description="file of key-encryption keys; only where texts are sealed")
    sealing_keys: SecretStr | None = Field(default=None, description="the same keys, where they come from the environment")
    services: dict[Code, str] = Field(default_factory=dict, description="other services asked over HTTP: name to base URL")
    log_level: str = "INFO"

    @field_validator("database_url")
    @classmethod
    def _with_password(cls, url: str, others: ValidationInfo) -> str:
        """A password in a file of its own is in nobody's environment."""
        file: Path | None = others.data.get("database_password_file")
        return with_password(url, file.read_text("utf-8").strip()) if file else url


def with_password(url: str, password: str) -> str:
    """`postgresql://user@host/name` with the password put in; whatever the password holds, it stays one."""
    return url.replace("@", f":{quote(password, safe='')}@", 1)
