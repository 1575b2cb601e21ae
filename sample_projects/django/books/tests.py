from django.test import TestCase


class ShelfTest(TestCase):
    fixtures = ["classics"]

    def test_the_shelf_names_emma(self):
        self.assertContains(self.client.get("/"), "Emma")
