// Judge asks golang.org/x/mod/sumdb whether checkpoints, receipts and proofs hold: one question in JSON a line on
// standard input, one answer a line on standard output.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Ask                 string
	Key, Note, Old, New string
	Receipt, Entry      string
	Proof               []string
	Level, Width        int
	Index               int64
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			log.Fatal(err)
		}
		answer, err := judged(asked)
		if err != nil {
			answer = "refused: " + strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Println(answer)
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

func judged(asked question) (string, error) {
	switch asked.Ask {
	case "checkpoint":
		_, err := opened(asked.Note, asked.Key)
		return "accepted", err
	case "receipt":
		return "accepted", receipt(asked)
	case "growth":
		return "accepted", growth(asked)
	case "sign":
		signer, err := note.NewSigner(asked.Key)
		if err != nil {
			return "", err
		}
		signed, err := note.Sign(&note.Note{Text: asked.Note}, signer)
		if err != nil {
			return "", err
		}
		quoted, err := json.Marshal(string(signed))
		return string(quoted), err
	case "path":
		return tlog.Tile{H: 8, L: asked.Level, N: asked.Index, W: asked.Width}.Path(), nil
	}
	return "", fmt.Errorf("no such question: %q", asked.Ask)
}

// opened verifies a signed checkpoint and reads the three lines of its text.
func opened(signed, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	verified, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(verified.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, errors.New("not the three lines of a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

// receipt checks a proof in the form of c2sp.org/tlog-proof@v1 for an entry.
func receipt(asked question) error {
	entry, err := base64.StdEncoding.DecodeString(asked.Entry)
	if err != nil {
		return err
	}
	parts := strings.SplitN(asked.Receipt, "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if len(parts) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	path, err := hashes(lines[2:])
	if err != nil {
		return err
	}
	tree, err := opened(parts[1], asked.Key)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

// growth checks that one signed tree continues another.
func growth(asked question) error {
	old, err := opened(asked.Old, asked.Key)
	if err != nil {
		return err
	}
	new, err := opened(asked.New, asked.Key)
	if err != nil {
		return err
	}
	path, err := hashes(asked.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, new.N, new.Hash, old.N, old.Hash)
}
