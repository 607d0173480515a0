package db

import "context"

// MigrateTo brings the schema to a version as an older program did.
func (d *DB) MigrateTo(ctx context.Context, version int) error {
	steps, err := migrations(migrationFiles, d.engine)
	if err != nil {
		return err
	}
	for i, m := range steps {
		if m.version > version {
			steps = steps[:i]
			break
		}
	}
	return d.migrate(ctx, steps)
}
