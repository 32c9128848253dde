package main

import (
	"fmt"
	"strconv"
)

// rule is what becomes of a directory when its volume is deleted.
type rule string

const (
	archiveIt rule = "archive"
	deleteIt  rule = "delete"
	retainIt  rule = "retain"
)

// ruleOf reads a class's parameters as nfs-subdir-external-provisioner does: onDelete wins where it is delete or retain;
// else archiveOnDelete counts, which is true where it is not given.
func ruleOf(parameters map[string]string) (rule, error) {
	switch parameters["onDelete"] {
	case "delete":
		return deleteIt, nil
	case "retain":
		return retainIt, nil
	}
	given, found := parameters["archiveOnDelete"]
	if !found {
		return archiveIt, nil
	}
	archive, err := strconv.ParseBool(given)
	if err != nil {
		return "", fmt.Errorf("parameter archiveOnDelete: expected true or false, got %q", given)
	}
	if archive {
		return archiveIt, nil
	}
	return deleteIt, nil
}
