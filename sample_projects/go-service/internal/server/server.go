// Package server serves notes, its pages and its manual from the binary.
package server

import (
	"embed"
	"html/template"
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.org/notes/docs"
)

//go:embed templates/*.html
var pages embed.FS

//go:embed all:static
var static embed.FS

// New returns the handler of the whole service.
func New() http.Handler {
	views := template.Must(template.ParseFS(pages, "templates/*.html"))
	router := chi.NewRouter()
	router.Get("/", func(w http.ResponseWriter, _ *http.Request) {
		_ = views.ExecuteTemplate(w, "index.html", nil)
	})
	router.Handle("/static/*", http.FileServerFS(static))
	router.Get("/manual", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(docs.Manual)
	})
	return router
}
