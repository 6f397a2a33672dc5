"""How what services tell is said on pages."""

from services.gateway.pages.language import Language
from services.gateway.pages.saying import filters


def test_the_moments_in_a_text_of_a_service_are_said_as_on_the_rest_of_the_page() -> None:
    text = "wcześniejsze zgłoszenie: 2021-02-01 10:05, akta 2021-02"
    assert filters(Language.POLISH)["moments"](text) == "wcześniejsze zgłoszenie: 01.02.2021, 10:05, akta 2021-02"
    assert filters(Language.ENGLISH)["moments"]("brak") == "brak"
