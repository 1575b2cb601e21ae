// Package docs holds the manual, so that the binary can show it.
package docs

import _ "embed"

//go:embed manual.md
var Manual []byte
