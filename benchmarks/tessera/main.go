// Tessera on the same work: sign-checked elsewhere, append every line of a file of hex entries to a POSIX log, wait until
// each is in a published checkpoint, then make an inclusion proof for each. Prints JSON.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func entries(path string) [][]byte {
	file, err := os.Open(path)
	must(err)
	defer file.Close()
	var found [][]byte
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		entry, err := hex.DecodeString(lines.Text())
		must(err)
		found = append(found, entry)
	}
	must(lines.Err())
	return found
}

func main() {
	ctx := context.Background()
	wanted := entries(os.Args[2])
	batch, err := strconv.Atoi(os.Args[3])
	must(err)
	secret, _, err := note.GenerateKey(rand.Reader, "quanze.bench/tessera")
	must(err)
	signer, err := note.NewSigner(secret)
	must(err)
	driver, err := posix.New(ctx, posix.Config{Path: os.Args[1]})
	must(err)
	options := tessera.NewAppendOptions().WithCheckpointSigner(signer).
		WithBatching(uint(batch), 10*time.Millisecond).WithCheckpointInterval(100 * time.Millisecond)
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	must(err)
	awaiter := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 10*time.Millisecond)

	began := time.Now()
	indexes := make([]uint64, len(wanted))
	var waiting sync.WaitGroup
	slots := make(chan struct{}, 4*batch)
	for place, entry := range wanted {
		slots <- struct{}{}
		waiting.Add(1)
		future := appender.Add(ctx, tessera.NewEntry(entry))
		go func() {
			defer waiting.Done()
			index, err := future()
			must(err)
			indexes[place] = index.Index
			<-slots
			_, _, err = awaiter.Await(ctx, future)
			must(err)
		}()
	}
	waiting.Wait()
	appended := time.Since(began).Seconds()

	began = time.Now()
	size, err := reader.IntegratedSize(ctx)
	must(err)
	proofs, err := client.NewProofBuilder(ctx, size, reader.ReadTile)
	must(err)
	for _, index := range indexes {
		_, err := proofs.InclusionProof(ctx, index)
		must(err)
	}
	proven := time.Since(began).Seconds()
	must(shutdown(ctx))
	must(json.NewEncoder(os.Stdout).Encode(map[string]float64{"append_s": appended, "prove_s": proven}))
}
