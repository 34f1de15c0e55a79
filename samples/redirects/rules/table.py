MOVED = {
    "/impressum": "/legal/imprint",
    "/jobs": "https://careers.example.com/",
}
