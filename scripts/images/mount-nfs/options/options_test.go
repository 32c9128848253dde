package options

import (
	"strings"
	"testing"
	"time"
)

func TestParseAsKubeletCalls(t *testing.T) {
	o, err := Parse(strings.Fields("nfs.example:/data/k8s/a /var/lib/x -v -o rw,hard,nfsvers=4.1,timeo=50,retrans=5,noexec,rsize=65536"))
	if err != nil {
		t.Fatal(err)
	}
	if o.Host != "nfs.example" || o.Path != "/data/k8s/a" || o.Directory != "/var/lib/x" || o.ReadOnly || o.Soft {
		t.Errorf("got %+v", o)
	}
	if o.Timeout != 5*time.Second || o.Retrans != 5 || o.Flags != flags["noexec"] || o.ReadSize != 65536 || len(o.Notes) != 1 {
		t.Errorf("got %+v", o)
	}
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	for arguments, word := range map[string]string{
		"a:/b":                       "usage",
		"a /dir":                     "server:/path",
		"a:/b /dir -o vers=2":        "vers=2",
		"a:/b /dir -o colour=red":    "colour=red",
		"a:/b /dir -o timeo=soon":    "timeo=soon",
		"a:/b /dir -o proto=udp":     "TCP",
		"a:/b /dir -o sec=krb5":      "sys",
		"a:/b /dir --verbose":        "--verbose",
		"a:/b /dir c -o ro":          "3 words",
		"a:/b /dir -o port=99999":    "port",
		"a:/b /dir -o ro,,soft,bad=": "bad=",
	} {
		if _, err := Parse(strings.Fields(arguments)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: got %v, expected an error with %q", arguments, err, word)
		}
	}
}

func TestSloppyPassesOverUnknownOptions(t *testing.T) {
	if o, err := Parse(strings.Fields("[::1]:/b /dir -s -o colour=red,ro")); err != nil || !o.ReadOnly || o.Host != "::1" {
		t.Fatalf("got %+v, %v", o, err)
	}
}
