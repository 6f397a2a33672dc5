"""The scenario's checks can fail: with one event dropped on the way to Kafka, a named expectation does."""

import pytest

from deploy.play.errors import StepFailed
from tests.system.installation import installation, player_of, write_scenario

DROP_ONE = """
CREATE FUNCTION drop_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM event WHERE position = NEW.position AND name = 'ParticipationStarted')
       AND NOT EXISTS (SELECT 1 FROM dropped) THEN
        INSERT INTO dropped VALUES (NEW.position);
        DELETE FROM outbox WHERE position = NEW.position;
    END IF;
    RETURN NULL;
END $$;
CREATE TABLE dropped (position bigint);
CREATE CONSTRAINT TRIGGER drop_one AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION drop_one();
"""


@pytest.mark.long
async def test_one_event_dropped_on_the_way_makes_a_named_check_fail(tmp_path):
    file = write_scenario(tmp_path / "scenario")
    async with installation(tmp_path) as whole, whole.client() as client:
        await whole.run("recruitment", DROP_ONE)
        with pytest.raises(StepFailed) as failure:
            await player_of(client, file).play()
        assert await whole.value("recruitment", "SELECT count(*) FROM dropped") == 1
    assert "headcount is not as expected" in str(failure.value)
    assert str(file) in str(failure.value)
