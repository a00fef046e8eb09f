--liquibase formatted sql

--changeset engine:025-chunk-hash
--comment: Embeddings are found by the hash of the passage from now on, so each passage needs one. What was indexed before there were hashes gets one that nothing else has, and is embedded again when its document is.
update chunk set hash = 'passage ' || ordinal where hash = '';
--rollback update chunk set hash = '' where hash like 'passage %';

--changeset engine:025-chunk-embedding
--comment: The embeddings of a document's passages (big-endian 32-bit floats), by each model that has embedded them. They belong to the text and not to its place, so a passage that stays the same keeps those of all models.
create table chunk_embedding (
    document_id     uuid    not null references document (id) on delete cascade,
    embedding_model text    not null,
    dimension       integer not null check (dimension > 0),
    hash            text    not null,
    embedding       bytea   not null check (octet_length(embedding) = 4 * dimension),
    primary key (document_id, embedding_model, dimension, hash)
);
insert into chunk_embedding (document_id, embedding_model, dimension, hash, embedding)
select distinct on (c.document_id, c.hash) c.document_id, d.embedding_model, octet_length(c.embedding) / 4, c.hash, c.embedding
  from chunk c join document d on d.id = c.document_id
 order by c.document_id, c.hash, c.ordinal;
alter table chunk drop column embedding;
--rollback create table chunk_before as select c.document_id, c.ordinal, c.heading, c.start_offset, c.end_offset, c.content, e.embedding, c.owner, c.version, c.page, c.hash from chunk c join document d on d.id = c.document_id join chunk_embedding e on e.document_id = c.document_id and e.hash = c.hash and e.embedding_model = d.embedding_model and e.dimension = (select max(m.dimension) from chunk_embedding m where m.document_id = c.document_id and m.hash = c.hash and m.embedding_model = d.embedding_model);
--rollback drop table chunk;
--rollback alter table chunk_before rename to chunk;
--rollback alter table chunk alter column heading set not null, alter column start_offset set not null, alter column end_offset set not null, alter column content set not null, alter column embedding set not null;
--rollback alter table chunk alter column owner set not null, alter column owner set default '', alter column version set not null, alter column version set default 0, alter column hash set not null, alter column hash set default '';
--rollback alter table chunk add primary key (document_id, ordinal), add foreign key (document_id) references document (id) on delete cascade, add check (end_offset > start_offset);
--rollback drop table chunk_embedding;

--changeset engine:025-document-embedding
--comment: The models that have embedded all passages of a document. Each row is a change of its own, which the index of that model follows. A document that is not indexed yet has none.
create table document_embedding (
    document_id     uuid    not null references document (id) on delete cascade,
    embedding_model text    not null,
    dimension       integer not null check (dimension > 0),
    generation      bigint  not null unique,
    primary key (document_id, embedding_model, dimension)
);
create index document_embedding_followed on document_embedding (embedding_model, dimension, generation);
insert into document_embedding (document_id, embedding_model, dimension, generation)
select d.id, d.embedding_model, max(e.dimension), d.generation
  from document d join chunk_embedding e on e.document_id = d.id and e.embedding_model = d.embedding_model
 where d.generation is not null
 group by d.id, d.embedding_model, d.generation;
alter table document drop column generation;
alter table document drop column embedding_model;
--rollback create table document_before as select d.id, d.collection, d.name, d.title, d.content, d.content_hash, coalesce(e.embedding_model, '') as embedding_model, d.chunks, e.generation, d.created_at, d.updated_at, d.owner, d.version, d.media_type, d.settings, d.tags from document d left join (select distinct on (o.id) o.id, a.embedding_model, a.generation from document o join collection c on c.name = o.collection join document_embedding a on a.document_id = o.id order by o.id, (a.embedding_model = c.embedding_model) desc nulls last, a.generation desc) e on e.id = d.id;
--rollback drop table document cascade;
--rollback alter table document_before rename to document;
--rollback alter table document alter column collection set not null, alter column name set not null, alter column title set not null, alter column content set not null, alter column content_hash set not null, alter column embedding_model set not null, alter column chunks set not null;
--rollback alter table document alter column created_at set not null, alter column created_at set default now(), alter column updated_at set not null, alter column updated_at set default now(), alter column owner set not null, alter column owner set default '', alter column version set not null, alter column version set default 0;
--rollback alter table document alter column media_type set not null, alter column media_type set default '', alter column settings set not null, alter column settings set default '', alter column tags set not null, alter column tags set default '{}';
--rollback alter table document add primary key (id), add unique (collection, name);
--rollback create unique index document_generation on document (generation);
--rollback create index document_collection on document (collection, id);
--rollback create index document_owner on document (owner, id);
--rollback alter table chunk add foreign key (document_id) references document (id) on delete cascade;
--rollback alter table document_source add foreign key (document_id) references document (id) on delete cascade;
--rollback alter table chunk_embedding add foreign key (document_id) references document (id) on delete cascade;
--rollback drop table document_embedding;

--changeset engine:025-collection-model
--comment: The model that a collection gets once all its passages are embedded by it, and the one before, whose embeddings are kept until that is confirmed.
alter table collection add column next_model text;
alter table collection add column next_dimension integer check (next_dimension > 0);
alter table collection add column next_run uuid;
alter table collection add column previous_model text;
alter table collection add column previous_dimension integer check (previous_dimension > 0);
update collection c
   set dimension = (select max(e.dimension)
                      from document d join document_embedding e on e.document_id = d.id
                     where d.collection = c.name)
 where c.dimension is null;
--rollback alter table collection drop column previous_dimension;
--rollback alter table collection drop column previous_model;
--rollback alter table collection drop column next_run;
--rollback alter table collection drop column next_dimension;
--rollback alter table collection drop column next_model;
