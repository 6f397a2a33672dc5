"""Invented people: given names and family names that are common in Poland, put together by chance."""

from random import Random

from deploy.scenarios.pesel import Sex

GIVEN = {
    Sex.FEMALE: (
        "Agata", "Alicja", "Anna", "Barbara", "Beata", "Bożena", "Celina", "Danuta", "Dorota", "Edyta", "Elżbieta", "Ewa",
        "Grażyna", "Halina", "Irena", "Iwona", "Jadwiga", "Joanna", "Julia", "Justyna", "Karolina", "Krystyna", "Lidia",
        "Łucja", "Magdalena", "Małgorzata", "Maria", "Marta", "Monika", "Natalia", "Oliwia", "Renata", "Róża", "Sylwia",
        "Teresa", "Urszula", "Wanda", "Weronika", "Zofia", "Żaneta",
    ),
    Sex.MALE: (
        "Adam", "Andrzej", "Artur", "Bartosz", "Bogdan", "Czesław", "Damian", "Dariusz", "Eryk", "Filip", "Grzegorz", "Henryk",
        "Ireneusz", "Jacek", "Jan", "Janusz", "Jerzy", "Józef", "Kamil", "Krzysztof", "Leszek", "Łukasz", "Maciej", "Marek",
        "Michał", "Mirosław", "Norbert", "Paweł", "Piotr", "Rafał", "Robert", "Ryszard", "Sławomir", "Stanisław", "Szymon",
        "Tadeusz", "Tomasz", "Wiesław", "Zbigniew", "Zdzisław",
    ),
}  # fmt: skip
FAMILY = (
    "Bąk", "Bednarek", "Borowiec", "Brzoza", "Chmiel", "Cieślak", "Czajka", "Dąbek", "Drozd", "Dudek", "Fijałek", "Gałązka",
    "Głowacz", "Gołąb", "Góra", "Grabiec", "Gwizdek", "Jagoda", "Jarząbek", "Jeż", "Kaczmarek", "Kania", "Karaś", "Kłos",
    "Kogut", "Kopeć", "Kos", "Kozieł", "Krawczyk", "Kruk", "Kubiak", "Kurek", "Lasota", "Leśniak", "Lipiec", "Łoś", "Maj",
    "Malec", "Marzec", "Mazur", "Mróz", "Niedziela", "Nowak", "Olcha", "Ostrowiak", "Pająk", "Pawlak", "Piątek", "Pielach",
    "Pokrzywa", "Rak", "Rogala", "Rosa", "Sikora", "Skiba", "Słowik", "Sokół", "Sroka", "Stachura", "Szczygieł", "Szpak",
    "Śliwa", "Świerk", "Topola", "Tracz", "Trzciniak", "Wawrzyniak", "Wilk", "Woźniak", "Wróbel", "Zając", "Zięba", "Żak",
    "Żuraw", "Żyła",
)  # fmt: skip


def invented_name(random: Random, sex: Sex) -> tuple[str, str]:
    """A given name and a family name."""
    return random.choice(GIVEN[sex]), random.choice(FAMILY)
