"""A worker's desk for tests of recruitment's pages, and applications that come in by themselves."""

from datetime import date

from services.recruitment.domain.words import Sex
from tests.integration.pages.sheet import Desk, Sheet
from tests.support.house import House
from tests.unit.recruitment.examples import definition, pesel

CRITERIA = ("target_group", "premises", "age", "labour_status", "disability", "no_same_support")
BORN = date(1980, 3, 17)


class Office:
    """A worker's desk, and applications that come in by themselves."""

    def __init__(self, house: House, desk: Desk) -> None:
        self.house = house
        self.desk = desk
        self.people = 0

    async def opened(self, project: str, limit: int) -> str:
        """A project with so many places; the address of its list."""
        asked = {"definition": definition(project=project, limit=limit).model_dump(mode="json")}
        await self.house.services.tell("recruitment", "open_project", asked)
        return f"/projects/{project}/recruitment"

    async def applied(self, project: str, family_name: str, at: str = "2021-02-01T09:00", **more: object) -> str:
        """An application that was taken in; its address."""
        self.people += 1
        number = pesel(BORN, self.people, Sex.FEMALE)
        form = {
            "project": project,
            "target_group": "residents",
            "person": {"given_name": "Anna", "family_name": family_name, "pesel": number},
            "applied_at": at,
            "premises": ["art7"],
            "disability": {"degree": "none"},
            "labour_status": "inactive",
            "no_same_support": True,
            **more,
        }
        told = await self.house.services.tell("recruitment", "submit_application", form)
        return f"/applications/{told['application_id']}"

    async def assessed(self, at: str, **results: str) -> Sheet:
        """Every criterion is met, but for those that are named."""
        sheet = await self.desk.open(f"{at}/assess")
        marks = {f"results.{one}": results.get(one, "met") for one in CRITERIA}
        return await self.desk.fill(sheet, f"{at}/assess", **marks)

    async def placed(self, at: str) -> Sheet:
        await self.assessed(at)
        return await self.desk.fill(await self.desk.open(at), at)


def rows(sheet: Sheet) -> list[str]:
    """The rows of the tables, as they are read."""
    return [Sheet(0, f"<main>{row.partition('</tr>')[0]}</main>", "").words for row in sheet.text.split("<tr>")[1:]]
