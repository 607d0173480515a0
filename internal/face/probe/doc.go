// Package probe answers machines that look after the process: whether it lives, whether it takes work, and the figures that monitoring
// draws and alarms on.
//
// It exists beside the two other faces because an operator asks in another way than a person or an integration: without proof for the
// probes, which therefore tell nothing, and from this machine or with a token of its own for the figures.
//
// It leaves what is checked and counted to engine/health.
package probe
