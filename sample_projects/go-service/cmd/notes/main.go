package main

import (
	"log"
	"net/http"

	"example.org/notes/internal/server"
)

func main() {
	log.Fatal(http.ListenAndServe(":8080", server.New()))
}
