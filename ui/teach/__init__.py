"""The teacher's page: a lesson is put together, and comes out as a link, a file, a code to scan, and a worksheet."""
