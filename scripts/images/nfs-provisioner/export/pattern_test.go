package export

import (
	"strings"
	"testing"
)

var claimed = Claim{
	Namespace: "logging", Name: "data-es-0",
	Labels:      map[string]string{"app": "es", "app.kubernetes.io/name": "elastic"},
	Annotations: map[string]string{"nfs.io/path": "hot/es", "up": "../../etc", "tricky": "${.PVC.name}", "slash": "/etc"},
}

func TestPatternsTakeTheClaimsValues(t *testing.T) {
	for pattern, expected := range map[string]string{
		"${.PVC.namespace}/${.PVC.name}":                         "logging/data-es-0",
		"${.PVC.namespace}-${.PVC.name}":                         "logging-data-es-0",
		"volumes/${.PVC.labels.app}/${.PVC.name}":                "volumes/es/data-es-0",
		"${.PVC.labels.app.kubernetes.io/name}":                  "elastic",
		"${.PVC.annotations.nfs.io/path}":                        "hot/es",
		"${.PVC.name}-${.PVC.labels.absent}":                     "data-es-0-",
		"one":                                                    "one",
		"${.PVC.annotations.tricky}":                             "${.PVC.name}",
		"${.PVC.namespace}/${.PVC.namespace}/..${.PVC.name}...x": "logging/logging/..data-es-0...x",
	} {
		found, err := Expand(pattern, claimed)
		if err != nil || found != expected {
			t.Errorf("%s: expected %q, got %q, %v", pattern, expected, found, err)
		}
	}
}

func TestPatternsThatCannotBeADirectoryAreRefused(t *testing.T) {
	for pattern, why := range map[string]string{
		"":                                       "it is empty",
		"${.PVC.labels.absent}":                  "it is empty",
		"  ":                                     "it is empty",
		"/etc":                                   "it is absolute",
		"${.PVC.annotations.slash}":              "it is absolute",
		"..":                                     "leaves the export",
		"a/../../b":                              "leaves the export",
		"${.PVC.namespace}/../${.PVC.name}":      "leaves the export",
		"${.PVC.annotations.up}":                 "leaves the export",
		".":                                      "a part of it is .",
		"./a":                                    "a part of it is .",
		"a//b":                                   "a part of it is empty",
		"${.PVC.namespace}/${.PVC.labels.x}":     "a part of it is empty",
		"${.PVC.namespace}/":                     "a part of it is empty",
		"a\nb":                                   "cannot be printed",
		"a\x00b":                                 "cannot be printed",
		recordsFolder + "/x":                     "own records",
		strings.Repeat("n", 247):                 "247 bytes",
		"${.PVC.uid}":                            "only",
		"${.PVC.namespace}/${.PVC.Name}":         "only",
		"${.PV.name}":                            "only",
		"${.PVC.labels.}":                        "only",
		"${.PVC.namespace/${.PVC.annotations.x}": "only",
	} {
		found, err := Expand(pattern, claimed)
		if err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "pathPattern") {
			t.Errorf("%q: expected a refusal that says %q, got %q, %v", pattern, why, found, err)
		}
	}
}
