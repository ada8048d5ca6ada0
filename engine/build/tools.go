//go:build tools

// Names the one command that is built from this module; go.sum pins everything it needs.
package pulumicli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
