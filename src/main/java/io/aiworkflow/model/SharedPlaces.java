package io.aiworkflow.model;

/** Places that several processes count together. Each process admits its own calls first and then asks here. */
public interface SharedPlaces {
    /** The process is alone: what it has admitted has its place. */
    SharedPlaces NONE = (model, most, priority) -> new Ask() {
        @Override
        public boolean take(String server) {
            return true;
        }

        @Override
        public void close() {
            // Nobody counts.
        }
    };

    /**
     * A call that wants a place.
     *
     * @param most places of the model on each server
     */
    Ask ask(String model, int most, Priority priority);

    /** One call. Closing it ends its wait, or lets the next one have its place. */
    interface Ask extends AutoCloseable {
        /** Whether it has a place there now. If not it waits in line, as long as it asks again within a second or two. */
        boolean take(String server);

        @Override
        void close();
    }
}
