//go:build tools

// Package coredns pins the programs of this image; they are built by import path, nothing here is compiled.
package coredns

import (
	_ "github.com/coredns/coredns"
)
