// Package health tells whether the process can do its work and a few figures of how much there is: for probes, monitoring and the
// operator.
//
// It exists so that "ready" means the same everywhere: the database takes a write, its schema is ours and jobs are not stuck. Each check
// is short, bounded in time and harmless.
//
// It leaves to the faces how a probe is answered, and to insight every figure that is about the quality of the work.
package health
