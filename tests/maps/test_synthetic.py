"""The invented province keeps the contracts of the real tables."""

from sites.tables import schemas


def test_the_invented_province_has_its_tables_and_the_best_site_ranks_first(result):
    schemas.Sites.validate(result.sites)
    assert set(result.travel["reach"]) == {"ok", "niet aangesloten", "geen route"}
    assert result.ranking["known_share"].min() < 1
    best = result.ranking.set_index("rank").loc[1]
    assert best["score"] == result.ranking["score"][result.ranking["rank"].notna()].max()
    assert (~result.sites["gm_certain"]).any()


def test_the_same_arguments_give_the_same_province(make_result):
    first, second = make_result(cells=60), make_result(cells=60)
    assert first.sites.equals(second.sites)
    assert first.scores.equals(second.scores)
