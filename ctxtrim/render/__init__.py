"""Values -> text: what people, pages and programs read."""
