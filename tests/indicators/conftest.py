"""The district that most tests of figures play in."""

import pytest

from tests.indicators.factories import Story, make_story


@pytest.fixture
def story(db: None) -> Story:
    return make_story()
