// Package product turns the names under which inventories report software into products: "7-Zip 23.01 (x64)" and "7-Zip 19.00" are
// both 7-Zip, and "Microsoft Corporation" is Microsoft.
//
// Licences, ends of life and lists of software are counted per product, and no two inventories spell one alike. The normalisation is
// a pure function, deterministic and idempotent, and cautious: it removes what is recognised and leaves the rest as it was, for a
// product split in two is seen and put right by a rule, while two products taken for one are not noticed.
//
// It leaves to the asset practice where products and the users' rules are kept, and to its neighbours licence and lifecycle what is
// counted by them.
package product
