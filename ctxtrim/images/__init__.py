"""Archives of images (`docker save`, OCI), read as a stream: nothing is unpacked, nothing is written."""
