package export

import (
	"fmt"
	"regexp"
	"strings"
)

// Claim is what a pattern may speak of.
type Claim struct {
	Namespace, Name     string
	Labels, Annotations map[string]string
}

var variable = regexp.MustCompile(`\$\{\.PVC\.(?:(namespace)|(name)|labels\.([^}]+)|annotations\.([^}]+))\}`)

// Expand puts the claim's values into a pattern, as nfs-subdir-external-provisioner does: a label or annotation that
// the claim does not have gives nothing. Other than there, a variable that does not exist, and a result that cannot be
// a directory on the export, are errors.
func Expand(pattern string, claim Claim) (string, error) {
	if unknown := variable.ReplaceAllString(pattern, ""); strings.Contains(unknown, "${") {
		return "", fmt.Errorf("pathPattern %q: there are ${.PVC.namespace}, ${.PVC.name}, ${.PVC.labels.x} and ${.PVC.annotations.x} only", pattern)
	}
	// In one pass: what comes out of an annotation is not a pattern.
	result := variable.ReplaceAllStringFunc(pattern, claim.value)
	if err := CheckPath(result); err != nil {
		return "", fmt.Errorf("pathPattern %q gives %q for claim %s/%s: %w", pattern, result, claim.Namespace, claim.Name, err)
	}
	return result, nil
}

func (claim Claim) value(name string) string {
	switch found := variable.FindStringSubmatch(name); {
	case found[1] != "":
		return claim.Namespace
	case found[2] != "":
		return claim.Name
	case found[3] != "":
		return claim.Labels[found[3]]
	default:
		return claim.Annotations[found[4]]
	}
}
