package sample

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

func lite(ctx context.Context, d *db.DB) { d.QueryRow(ctx, "SELECT in_lite_file") }
