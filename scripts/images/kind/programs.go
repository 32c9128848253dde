//go:build tools

// Package kind pins the programs of this image; they are built by import path, nothing here is compiled.
package kind

import (
	_ "sigs.k8s.io/kind"
)
