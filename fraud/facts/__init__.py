"""What the rules know of a site besides its events: partners, codes and the allow list."""
