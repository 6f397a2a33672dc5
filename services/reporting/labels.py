"""Polish labels of the codes that a report is made of."""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {"periodic": "SPRAWOZDANIE OKRESOWE", "closing": "SPRAWOZDANIE KOŃCOWE"}
CLASSES: Mapping[str | None, str] = {
    "social": "usługi o charakterze społecznym",
    "vocational": "usługi o charakterze zawodowym",
    "educational": "usługi o charakterze edukacyjnym",
    "health": "usługi o charakterze zdrowotnym",
    None: "razem",
}
CERTIFICATES: Mapping[str, str] = {
    "qualification": "osoby, które uzyskały kwalifikacje",
    "competence": "osoby, które nabyły kompetencje",
}
AMOUNTS: Mapping[str, str] = {
    "planned": "plan",
    "committed": "zaangażowanie",
    "incurred": "poniesiono",
    "paid": "zapłacono",
    "left": "pozostało",
}
DIMENSIONS: Mapping[str, str] = {"social": "społeczny", "employment": "zatrudnieniowy"}
CATEGORIES: Mapping[str, str] = {
    "all": "wszystkie osoby",
    "general": "osoby poza grupą w najtrudniejszej sytuacji",
    "hardest": "grupa w najtrudniejszej sytuacji",
}
READINGS: Mapping[str, str] = {
    "all_finished": "wszyscy, którzy zakończyli udział",
    "closed_windows": "tylko osoby, którym minęły 3 miesiące",
}
VERDICTS: Mapping[bool | None, str] = {True: "spełniony", False: "niespełniony", None: "–"}
