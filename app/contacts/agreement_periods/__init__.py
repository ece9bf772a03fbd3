"""When collection on a debt must rest because an agreement is being kept (协议履行期)."""
