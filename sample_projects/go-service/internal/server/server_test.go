package server

import (
	"net/http/httptest"
	"os"
	"testing"
)

func TestManual(t *testing.T) {
	want, err := os.ReadFile("testdata/manual.golden")
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	New().ServeHTTP(answer, httptest.NewRequest("GET", "/manual", nil))
	if answer.Body.String() != string(want) {
		t.Errorf("the manual has changed: %s", answer.Body)
	}
}
