"""Settings: a password may stand in a file of its own; it is never shown."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.runtime.settings import Settings, with_password

OTHERS = {"service": "finance", "centre": "mops", "kafka": "kafka:9092", "port": 8000, "token_keys": Path("keys.json")}
URL = "postgresql://finance@postgres:5432/finance"


def test_the_password_of_the_file_is_put_into_the_url(tmp_path):
    (tmp_path / "password").write_text("a@b:c/d\n")
    settings = Settings(**OTHERS, database_url=URL, database_password_file=tmp_path / "password")
    assert settings.database_url == "postgresql://finance:a%40b%3Ac%2Fd@postgres:5432/finance"
    assert "a%40b" not in repr(settings)


def test_without_a_file_the_url_stays_as_it_is():
    assert Settings(**OTHERS, database_url=URL).database_url == URL


def test_a_file_that_is_not_there_is_named_at_start(tmp_path, monkeypatch):
    monkeypatch.setenv("KLADKA_DATABASE_PASSWORD_FILE", str(tmp_path / "absent"))
    with pytest.raises(ValidationError, match="database_password_file"):
        Settings(**OTHERS, database_url=URL)


def test_only_the_first_at_is_the_end_of_the_user():
    assert with_password("postgresql://a@h/x?application_name=y@z", "p") == "postgresql://a:p@h/x?application_name=y@z"
