package seed

import "github.com/fettle-itsm/fettle/internal/base/db"

// tune lets SQLite hold more in memory while much is written: pages, what waits in the log before it goes to the file, and tokens
// before they are sorted into the index.
func tune(tx *db.Tx) error {
	return settings(tx, `PRAGMA cache_size = -120000`, `PRAGMA wal_autocheckpoint = 40000`,
		`INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 50000000)`,
		`INSERT INTO search_text (search_text, rank) VALUES ('automerge', 12)`)
}

// untune sets back what outlasts the process.
func untune(tx *db.Tx) error {
	return settings(tx, `INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 1048576)`, `INSERT INTO search_text (search_text, rank) VALUES ('automerge', 8)`)
}

func settings(tx *db.Tx, statements ...string) error {
	if tx.Engine() != db.SQLite {
		return nil
	}
	for _, s := range statements {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return nil
}
