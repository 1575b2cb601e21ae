from app import create_app


def test_the_first_page_says_hello() -> None:
    assert b"Hello" in create_app().test_client().get("/").data
