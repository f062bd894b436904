// Verifies an exported log with nothing but Go's own packages: what public tools say of our notes, tiles and proofs.
//
//	verify EXPORT MATERIAL
//
// EXPORT was written by `hometime-audit export`. MATERIAL holds files that hometime-audit made of it: *.tlog-proof,
// *.growth, cosigned, cases. Prints what was verified; exit 1 with the first thing that does not hold.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func must(err error, what string) {
	if err != nil {
		fmt.Printf("%s: %v\n", what, err)
		os.Exit(1)
	}
}

func require(good bool, format string, args ...interface{}) {
	if !good {
		must(fmt.Errorf(format, args...), "not so")
	}
}

func read(elements ...string) []byte {
	content, err := os.ReadFile(filepath.Join(elements...))
	must(err, "read")
	return content
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	must(err, "number")
	return value
}

func hashOf(text string) tlog.Hash {
	content, err := base64.StdEncoding.DecodeString(text)
	must(err, "base64")
	require(len(content) == tlog.HashSize, "a hash of %d bytes", len(content))
	var hash tlog.Hash
	copy(hash[:], content)
	return hash
}

// openCheckpoint opens a signed note and reads its tree. unverified: signatures of keys that are not known here.
func openCheckpoint(content []byte, key note.Verifier) (tree tlog.Tree, unverified int) {
	opened, err := note.Open(content, note.VerifierList(key))
	must(err, "note")
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) == 4 && lines[3] == "", "a checkpoint of %d lines", len(lines))
	require(lines[0] == key.Name(), "a checkpoint of %s", lines[0])
	return tlog.Tree{N: number(lines[1]), Hash: hashOf(lines[2])}, len(opened.UnverifiedSigs)
}

// tiles reads the tiles of an export. Go's paths name the height, too; C2SP's do not.
type tiles struct{ folder string }

func (t tiles) Height() int { return tileHeight }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, content)
	}
	return all, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// bundlePath is where C2SP puts the bundle of `width` entries.
func bundlePath(index int64, width int) string {
	path := tlog.Tile{H: tileHeight, L: 0, N: index, W: width}.Path()
	return strings.Replace(path, "tile/8/0/", "tile/entries/", 1)
}

// entries reads every entry of the log and holds each to the tile that has its hash.
func entries(folder string, size int64) [][]byte {
	var all [][]byte
	for index := int64(0); index*256 < size; index++ {
		width := int(min(size-index*256, 256))
		bundle := read(folder, bundlePath(index, width))
		hashes := read(folder, strings.Replace(bundlePath(index, width), "tile/entries/", "tile/0/", 1))
		require(len(hashes) == width*tlog.HashSize, "tile %d has %d bytes", index, len(hashes))
		for i := 0; i < width; i++ {
			length := int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			hash := tlog.RecordHash(entry)
			require(bytes.Equal(hash[:], hashes[i*tlog.HashSize:(i+1)*tlog.HashSize]), "entry %d", index*256+int64(i))
			all = append(all, entry)
		}
		require(len(bundle) == 0, "bundle %d is too long", index)
	}
	return all
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

// samples are indices at and around every edge of the tree.
func samples(size int64) []int64 {
	var all []int64
	for _, edge := range []int64{0, 1, 256, 512, 65536, 65792, size - size%256, size} {
		for _, index := range []int64{edge - 1, edge, edge + 1} {
			if index >= 0 && index < size {
				all = append(all, index)
			}
		}
	}
	return all
}

// lines takes the lines before the empty one, and gives what follows it.
func lines(content []byte) ([]string, []byte) {
	head, rest, found := bytes.Cut(content, []byte("\n\n"))
	require(found, "no empty line")
	return strings.Split(string(head), "\n"), rest
}

func hashes(text []string) []tlog.Hash {
	var all []tlog.Hash
	for _, one := range text {
		all = append(all, hashOf(one))
	}
	return all
}

func checkProofFile(path string, key note.Verifier) {
	head, rest := lines(read(path))
	require(head[0] == "c2sp.org/tlog-proof@v1", "%s begins with %s", path, head[0])
	record, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(head[1], "extra "))
	must(err, path)
	index := number(strings.TrimPrefix(head[2], "index "))
	tree, _ := openCheckpoint(rest, key)
	proof := tlog.RecordProof(hashes(head[3:]))
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)), path)
	require(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record[1:])) != nil, "%s: any record", path)
}

func checkGrowthFile(path string, key note.Verifier, reader tlog.HashReader) {
	head, rest := lines(read(path))
	old := number(strings.TrimPrefix(head[0], "old "))
	tree, _ := openCheckpoint(rest, key)
	before, err := tlog.TreeHash(old, reader)
	must(err, path)
	must(tlog.CheckTree(tlog.TreeProof(hashes(head[1:])), tree.N, tree.Hash, old, before), path)
}

// checkCases compares verdicts: each line is a question, our answer, and the proof.
func checkCases(content []byte) (right, wrong int) {
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		words := strings.Fields(line)
		first, second := number(words[1]), number(words[2])
		var err error
		if words[0] == "growth" {
			err = tlog.CheckTree(hashes(words[6:]), second, hashOf(words[4]), first, hashOf(words[3]))
		} else {
			err = tlog.CheckRecord(hashes(words[6:]), second, hashOf(words[4]), first, hashOf(words[3]))
		}
		require((err == nil) == (words[5] == "yes"), "our verdict is %s, and Go's %v: %s", words[5], err, line)
		if err == nil {
			right++
		} else {
			wrong++
		}
	}
	return right, wrong
}

func main() {
	require(len(os.Args) == 3, "usage: verify EXPORT MATERIAL")
	folder, material := os.Args[1], os.Args[2]
	key, err := note.NewVerifier(strings.TrimSpace(string(read(folder, "checkpoint.pub"))))
	must(err, "key")
	tree, _ := openCheckpoint(read(folder, "checkpoint"), key)
	cosigned, unverified := openCheckpoint(read(material, "cosigned"), key)
	require(cosigned == tree && unverified == 1, "the cosigned note: %d unknown signatures", unverified)

	reader := tlog.TileHashReader(tree, tiles{folder})
	all := entries(folder, tree.N)
	require(int64(len(all)) == tree.N, "%d entries", len(all))
	for _, index := range samples(tree.N) {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		must(err, "prove")
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(all[index])), "check")
		grown, err := tlog.ProveTree(tree.N, index+1, reader)
		must(err, "prove")
		before, err := tlog.TreeHash(index+1, reader)
		must(err, "tree")
		must(tlog.CheckTree(grown, tree.N, tree.Hash, index+1, before), "check")
	}

	proofs, _ := filepath.Glob(filepath.Join(material, "*.tlog-proof"))
	for _, path := range proofs {
		checkProofFile(path, key)
	}
	growths, _ := filepath.Glob(filepath.Join(material, "*.growth"))
	for _, path := range growths {
		checkGrowthFile(path, key, reader)
	}
	right, wrong := checkCases(read(material, "cases"))
	fmt.Printf("OK: %d entries, %d proofs, %d growths, %d right cases, %d wrong cases\n", len(all), len(proofs),
		len(growths), right, wrong)
}
