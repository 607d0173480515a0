// Package software keeps which programs are on which device, which products they belong to, and which rights to use them are owned.
//
// An inventory says what is there by names that no two makers spell alike; a licence manager and an auditor ask by product and by day. So
// an install is never removed but ended, its product is what package product understands of its name, and the position of a product on
// any day is reckoned anew by package licence from rows that can be shown.
//
// It leaves to the intake of inventories where rows come from, to package lifecycle until when a release is supported, and to the asset
// practice what a device is and who has it.
package software
