package db

// fewest is how many changed records statistics are worth: SQLite keeps them until they are gathered again, and a plan for a table of one
// row is to read it whole, which a desk that grows would suffer from.
const fewest = 1000

// Analyse lets SQLite gather the statistics by which it chooses plans, of tables that were never looked at or are ten times as large or as
// small as then; connections that are opened later know them. PostgreSQL does so by itself. With the limit no samples of values are kept,
// for which SQLite would plan a statement anew with each value that it is given: a sixth of the time of a list.
func Analyse(tx *Tx) error {
	if tx.Engine() != SQLite {
		return nil
	}
	var many bool
	if err := tx.QueryRow(tx.ctx, `SELECT EXISTS (SELECT 1 FROM event_chain LIMIT 1 OFFSET $1)`, fewest).Scan(&many); err != nil || !many {
		return err
	}
	if _, err := tx.Exec(`PRAGMA analysis_limit = 1000`); err != nil {
		return err
	}
	_, err := tx.Exec(`PRAGMA optimize = 0x10002`)
	return err
}
